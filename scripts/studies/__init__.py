# SPDX-License-Identifier: Apache-2.0
"""What the studies of several machines have in common: runs, their results, and tables."""
