"""Templates with what is the same for a whole campaign already written into them.

Who signs and when the answer is wanted is the same in thousands of letters. Jinja reads, tests, filters and escapes
such a fact again for each of them, unless it finds it as a constant: then it does so once, when it compiles. A
question that such facts alone answer is answered then too, and what stands between two unknowns is one piece.
"""

from collections.abc import Mapping, Sequence

from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer


def template_of(environment: Environment, source: str, facts: Mapping[str, object]) -> Template:
    """Return the template of a source in which the facts stand as constants.

    Filled in with the same facts it gives what a template without them gives. Raises jinja2.TemplateError for a
    source that cannot be compiled, and ValueError for one that gives the name of a fact to something else.
    """
    tree = _Writer(environment, facts).visit(environment.parse(source))
    return Template.from_code(environment, environment.compile(tree), {})


class _Writer(NodeTransformer):
    """Puts facts in place of their names, and what they decide in place of the question."""

    def __init__(self, environment: Environment, facts: Mapping[str, object]) -> None:
        self.facts = facts
        self.at_hand = nodes.EvalContext(environment)

    def generic_visit(self, node: nodes.Node, *args: object, **more: object) -> nodes.Node:
        """Visit what stands below a node, and join what is put out there without anything between."""
        super().generic_visit(node, *args, **more)
        for name, below in node.iter_fields():
            if isinstance(below, list):
                setattr(node, name, _joined(below))
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802 - Jinja looks the method up by the node's class
        if node.name not in self.facts:
            return node
        if node.ctx != "load":
            raise ValueError(f"{node.name} is a fact of the letter")
        return nodes.Const(self.facts[node.name], lineno=node.lineno)

    def visit_If(self, node: nodes.If) -> nodes.Node | list[nodes.Node]:  # noqa: N802 - as above
        if node.elif_:  # the same, as an "if" of its own within "else"
            first, *others = node.elif_
            node.else_ = [nodes.If(first.test, first.body, others, node.else_, lineno=first.lineno)]
            node.elif_ = []
        self.generic_visit(node)
        test = node.test
        assert isinstance(test, nodes.Expr)  # noqa: S101 - the parser puts nothing else there; tells the type checker
        try:
            return node.body if test.as_const(self.at_hand) else node.else_
        except nodes.Impossible:
            return node


def _joined(below: Sequence[object]) -> list[object]:
    """Return nodes with every run of those that put something out as one."""
    kept: list[object] = []
    for node in below:
        if isinstance(node, nodes.Output) and kept and isinstance(kept[-1], nodes.Output):
            kept[-1] = nodes.Output([*kept[-1].nodes, *node.nodes], lineno=kept[-1].lineno)
        else:
            kept.append(node)
    return kept
