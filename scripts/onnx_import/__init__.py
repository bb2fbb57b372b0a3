# SPDX-License-Identifier: Apache-2.0
"""The parts of scripts/import_onnx.py: an ONNX model becomes a workload of eyeriss-sim."""
