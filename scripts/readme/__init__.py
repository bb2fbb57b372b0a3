# SPDX-License-Identifier: Apache-2.0
"""Makes the pictures of README.md. Used by scripts/readme_pictures.py."""
