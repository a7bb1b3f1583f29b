#!/bin/sh
# Test photos under every condition, decoded as the service decodes them, then the report and the golden tensor.
# usage: sh models/training/test.sh WORK_DIR MODEL_DIR    (from the root of the checkout)
set -eu
work=$1 model=$2 here=models/training
python=${PYTHON:-python3}
node --import tsx $here/rasters.ts "$work/data/test.tsv" "$work/test_2048" 2048
set -- "as-sent=$work/rasters"
for condition in equalised jpeg50 chain webp; do
  [ -e "$work/test_$condition/.done" ] || {
    $python $here/launder.py "$work/data" "$work/test_2048" test $condition "$work/test_${condition}_files"
    node --import tsx $here/rasters.ts "$work/test_${condition}_files/list.tsv" "$work/test_$condition"
    touch "$work/test_$condition/.done"
  }
  set -- "$@" "$condition=$work/test_$condition"
done
$python $here/evaluate.py "$work/data" "$model" "$@" --json "$work/test.json"
