#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds the program, and runs AlexNet's convolutions on Eyeriss v1.
set -euo pipefail
# shellcheck source=scripts/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

set_up eyeriss-sim
exec build/eyeriss-sim workloads/alexnet.json --layers conv1,conv2,conv3,conv4,conv5
