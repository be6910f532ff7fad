#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume: the user that the app is run by, and its database.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$POSTGRES_PASSWORD" --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
CREATE ROLE pathways LOGIN CREATEDB PASSWORD :'password';
CREATE DATABASE pathways OWNER pathways ENCODING 'UTF8' TEMPLATE template0;
SQL
