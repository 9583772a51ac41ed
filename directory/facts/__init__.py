"""What is known beforehand: places, taxonomies and the words for them, as files in the package."""
