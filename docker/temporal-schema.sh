#!/bin/sh
# Creates Temporal's two databases and brings their schemas up to the server's version. Safe to repeat.
set -eu

prepare() { # database, schema folder
  temporal-sql-tool --db "$1" create
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
