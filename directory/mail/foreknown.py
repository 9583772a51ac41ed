"""Templates with what is the same for a whole campaign already written into them.

Who signs and when the answer is wanted is the same in thousands of letters. Jinja reads, tests, filters and escapes
such a fact again for each of them, unless it finds it as a constant: then it does so once, when it compiles.
"""

from collections.abc import Mapping

from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer


def template_of(environment: Environment, source: str, facts: Mapping[str, object]) -> Template:
    """Return the template of a source in which the facts stand as constants.

    Filled in with the same facts it gives what a template without them gives. Raises jinja2.TemplateError for a
    source that cannot be compiled, and ValueError for one that gives the name of a fact to something else.
    """
    tree = _Writer(facts).visit(environment.parse(source))
    return Template.from_code(environment, environment.compile(tree), {})


class _Writer(NodeTransformer):
    """Puts facts in place of their names."""

    def __init__(self, facts: Mapping[str, object]) -> None:
        self.facts = facts

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802 - Jinja looks the method up by the node's class
        if node.name not in self.facts:
            return node
        if node.ctx != "load":
            raise ValueError(f"{node.name} is a fact of the letter")
        return nodes.Const(self.facts[node.name], lineno=node.lineno)
