#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds, and runs all tests. Arguments go to ctest: test.sh -L unit
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

set_up
exec ctest --preset release --parallel "$(nproc)" --no-tests=error "$@"
