# SPDX-License-Identifier: Apache-2.0
"""What keeps a picture from being made."""


class PictureFailure(Exception):
    """Told to the user in one line."""
