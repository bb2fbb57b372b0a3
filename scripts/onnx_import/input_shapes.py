# SPDX-License-Identifier: Apache-2.0
"""Settles the shapes of a model's inputs: what the model leaves open comes from the user."""

from onnx_import.failure import ImportFailure, dims, quoted


def data_inputs(graph):
    """The inputs that are not constants (old models list their weights as inputs)."""
    constants = {tensor.name for tensor in graph.initializer}
    return [value for value in graph.input if value.name not in constants]


def declared_shape(value):
    """The shape in the model: a number, a name or None per dimension. None without any shape."""
    kind = value.type.tensor_type
    if not kind.HasField("shape"):
        return None
    shape = []
    for dim in kind.shape.dim:
        is_known = dim.HasField("dim_value") and dim.dim_value > 0
        shape.append(dim.dim_value if is_known else dim.dim_param or None)
    return shape


def set_shape(value, shape):
    kind = value.type.tensor_type
    kind.ClearField("shape")
    kind.shape.SetInParent()
    for size in shape:
        kind.shape.dim.add().dim_value = size


def settle_input_shapes(graph, batch, given):
    """Gives every input of the graph a shape without unknowns.

    batch: the first dimension of inputs that leave it open, or None: 1
    given: shapes by name of the input
    Returns (batch, {name: shape}) with the batch that the first input has. Raises ImportFailure.
    """
    inputs = data_inputs(graph)
    names = [value.name for value in inputs]
    for name in given:
        if name not in names:
            raise ImportFailure(f"{quoted(name)} is no input of the model; inputs: "
                                + ", ".join(names))
    sizes = {}  # of named dimensions
    shapes = {}
    for value in inputs:
        if value.type.HasField("tensor_type"):
            shapes[value.name] = _settled(value, batch, given.get(value.name), sizes)
            set_shape(value, shapes[value.name])
    _replace_names(graph, sizes)
    name, shape = next((item for item in shapes.items() if len(item[1]) >= 2), ("", (1,)))
    if batch is not None and shape[0] != batch:
        raise ImportFailure(f"input {quoted(name)} has a batch of {shape[0]}, not {batch}; without "
                            "--calibrate, eyeriss-sim's own --batch sets how many images run")
    return shape[0], shapes


def _settled(value, batch, given, sizes):
    declared = declared_shape(value)
    name = quoted(value.name)
    if declared is None:
        if given is None:
            raise ImportFailure(f"input {name} has no shape in the model: give --input-shape "
                                f"{value.name}=...")
        declared = [None] * len(given)
    if given is not None:
        fits = len(given) == len(declared) and all(
            not isinstance(d, int) or d == g for d, g in zip(declared, given))
        if not fits:
            raise ImportFailure(f"input {name} cannot have shape {dims(given)}, the model wants "
                                + _wanted(declared))
    shape = []
    for axis, size in enumerate(declared):
        if given is not None:
            settled = given[axis]
        elif isinstance(size, int):
            settled = size
        elif size in sizes:
            settled = sizes[size]
        elif axis == 0:
            settled = batch or 1
        else:
            raise ImportFailure(f"input {name} has shape {_wanted(declared)}, which leaves "
                                f"dimensions open: give --input-shape {value.name}=...")
        if isinstance(size, str) and sizes.setdefault(size, settled) != settled:
            raise ImportFailure(f"input {name} cannot have shape {dims(given)}: its dimension "
                                f"{quoted(size)} is {sizes[size]} in another input")
        shape.append(settled)
    return tuple(shape)


def _wanted(declared):
    return dims("?" if size is None else size for size in declared)


def _replace_names(graph, sizes):
    """Puts the sizes in the place of the named dimensions of all other tensors."""
    for value in list(graph.value_info) + list(graph.output):
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in sizes:
                dim.dim_value = sizes[dim.dim_param]
