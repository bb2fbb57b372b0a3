# SPDX-License-Identifier: Apache-2.0
"""Makes one web page of the results of eyeriss-sim; see ../report.py."""
