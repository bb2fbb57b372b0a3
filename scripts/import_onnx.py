#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a workload of eyeriss-sim from an ONNX model.

Conv (over two axes, or one), Gemm and MatMul become layers. What stands directly behind a layer
and is its only reader is folded into it: an Add of a constant per filter, BatchNormalization,
Relu, and the lower half of a Clip from 0 (its upper limit is recorded in "_clip" and not applied).
A MatMul of two activations, as in attention, takes its second operand as weights and is one layer
per pair of matrices. All other operators are skipped, and counted at the end.

Each tensor is quantised with one scale, symmetrically: value = integer * scale. The scales stand
in the workload as "_ifmap_scale", "_weights_scale", "_bias_scale" and "_ofmap_scale".

With --calibrate the model is evaluated on real inputs. Every layer then gets its real ifmap, and
product_shift is the least that keeps the psums of these ifmaps from wrapping at 16 b. Without it,
ifmaps are synthetic, half of their values zero behind a ReLU and none elsewhere; product_shift is
the least with which no synthetic ifmap (0..15) can make a psum wrap, and the bias is scaled as if
15 stood for 1.0. The products of eyeriss-v1 are rounded down when they are shifted; what that takes
from a filter's outputs on average is added to its bias.

With --psum 20 the workload is for machines of 8 b words and exact products, whose bias has another
scale: no product_shift, and weights are made coarser where psums would leave 20 b. Calibrated
layers of int8 have an output_shift in any case, the least that brings all outputs into int8 there.
"""

import argparse
import os
import signal
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

STATUSES = """exit status: 0 done; 2 bad input or usage, one line on stderr, nothing written;
3 a fault of this program"""


class Parser(argparse.ArgumentParser):
    """Reports an error in one line."""

    def error(self, message):
        raise SystemExit(fail(message))


def fail(message, status=2):
    sys.stderr.write(f"import_onnx.py: error: {message}\n")
    return status


def positive(text):
    value = int(text)
    if not 1 <= value <= 1000000:
        raise argparse.ArgumentTypeError(f"{text!r} is not from 1 to 1000000")
    return value


positive.__name__ = "positive integer"


def input_shape(text):
    """NAME=1,3,224,224"""
    name, _, dims = text.rpartition("=")
    sizes = dims.split(",")
    if not name or not all(size.isascii() and size.isdigit() and int(size) > 0 for size in sizes):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=D,D,... with positive integers")
    return name, tuple(int(size) for size in sizes)


def workload_name(text):
    if not all(c.isascii() and (c.isalnum() or c in "._-") for c in text) or \
            not 1 <= len(text) <= 100 or text.strip(".") == "":
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 to 100 of A-Z a-z 0-9 . _ -")
    return text


def parse(arguments):
    description, _, details = __doc__.partition("\n\n")
    parser = Parser(description=description, epilog=details + "\n" + STATUSES, allow_abbrev=False,
                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODEL.onnx")
    parser.add_argument("--out", metavar="DIR", required=True,
                        help="where NAME.json and its .npy files go; created with parents")
    parser.add_argument("--type", choices=["int8", "int16"], default="int8",
                        help="of ifmaps and weights (default: int8)")
    parser.add_argument("--psum", type=int, choices=[16, 20], default=16,
                        help="width of the machine's psums in bits, which the biases are scaled "
                             "for: 16 on eyeriss-v1, 20 on machines of 8 b words (default: 16)")
    parser.add_argument("--batch", type=positive, metavar="N",
                        help="batch of a model that leaves it open (default: that of --calibrate, "
                             "else 1)")
    parser.add_argument("--input-shape", type=input_shape, metavar="NAME=DIMS", action="append",
                        default=[], help="shape of an input that the model leaves open, e.g. "
                                         "x=1,3,224,224; repeatable")
    parser.add_argument("--calibrate", metavar="FILE.npy", action="append", default=[],
                        help="input to evaluate the model with; NAME=FILE.npy for each input if "
                             "there are several")
    parser.add_argument("--name", type=workload_name,
                        help="name of the workload (default: that of the model's file)")
    return parser.parse_args(arguments)


def main():
    arguments = parse(sys.argv[1:])
    warnings.simplefilter("ignore")
    try:
        import numpy as np
        import onnx
    except ImportError as error:
        return fail(f"{error} for {sys.executable}; the Debian packages python3-onnx and "
                    "python3-numpy have it for /usr/bin/python3")
    del onnx  # only its presence mattered here
    from onnx_import.command import run
    from onnx_import.failure import ImportFailure, one_line

    try:
        with np.errstate(all="ignore"):
            lines = run(arguments)
    except ImportFailure as error:
        return fail(one_line(error))
    except MemoryError:
        return fail(f"{arguments.model}: not enough memory")
    except Exception as error:  # a fault of this program; whatever it is, files are cleaned up
        return fail(f"fault in the importer: {type(error).__name__}: {one_line(error)}", 3)
    try:
        print("\n".join(lines), flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # it is flushed once more
        if not isinstance(error, BrokenPipeError):
            return fail(f"the workload is written, but not what was skipped: {error.strerror}", 3)
    return 0


if __name__ == "__main__":
    # Leaves through the same clean-up as an error.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
