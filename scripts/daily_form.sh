#!/bin/sh
# Scores everything new. Run it in the folder of a lorchestra project (the one
# with lorchestra.yaml), for example from cron. Options go on to `lorchestra run`: daily_form.sh --dry-run
# Exit codes are those of `lorchestra run`: 0 done, 1 failed, 2 usage, 3 too many quarantined records, 130 interrupted.
exec npx --no-install lorchestra run daily_form "$@"
