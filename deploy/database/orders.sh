#!/bin/sh
# The order service's user and database, made when the server starts for the first time. The user may do what it likes with its own
# tables, and nothing else. A session that holds locks while it does nothing, as that of a frozen process does, is ended.
set -eu

psql --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" <<'SQL'
create role orders login password :'password' connection limit 50;
alter role orders set idle_in_transaction_session_timeout = '60s';
create database orders;
revoke all on database orders from public;
revoke connect on database postgres from public;
grant connect on database orders to orders;
\connect orders
grant create on schema public to orders;
SQL
