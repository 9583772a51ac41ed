# Built in one image, run in another: the second holds no compiler, no Node and no npm cache.
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY assets assets
COPY directory directory
COPY mail_templates mail_templates
COPY migrations migrations
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.12-slim
# The data folder must exist and be ours in the image: a new volume takes its owner from it.
RUN useradd --system --create-home --home-dir /var/lib/directory directory \
    && install --directory --owner directory --mode 700 /var/lib/directory/data
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels directory-service
USER directory
WORKDIR /var/lib/directory
ENV DIRECTORY_DATA_DIR=/var/lib/directory/data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["directory"]
CMD ["serve", "--host", "0.0.0.0"]
