#!/bin/sh
# Test photos under every condition, decoded as the service decodes them, then the reports: all of them (60 a source at
# most) as sent, through one random JPEG and after the messenger chain, 20 a source under the other conditions.
# usage: sh models/training/test.sh WORK_DIR MODEL_DIR REPORT_PREFIX    (from the root of the checkout)
set -eu
work=$1 model=$2 report=$3 here=models/training
python=${PYTHON:-python3}
node --import tsx $here/rasters.ts "$work/data/test.tsv" "$work/test_2048" 2048
for condition in jpeg equalised jpeg50 chain webp; do
  [ -e "$work/test_$condition/.done" ] || {
    most=20
    case $condition in jpeg | chain) most=60 ;; esac
    $python $here/launder.py "$work/data" "$work/test_2048" test $condition "$work/test_${condition}_files" $most
    node --import tsx $here/rasters.ts "$work/test_${condition}_files/list.tsv" "$work/test_$condition"
    touch "$work/test_$condition/.done"
  }
done
$python $here/evaluate.py "$work/data" "$model" "jpeg=$work/test_jpeg" "as-sent=$work/rasters" \
  "chain=$work/test_chain" --json "$report.json"
$python $here/evaluate.py "$work/data" "$model" "equalised=$work/test_equalised" "jpeg50=$work/test_jpeg50" \
  "webp=$work/test_webp" --per-source 20 --json "$report-more.json"
