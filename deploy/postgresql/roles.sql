-- Run once as a superuser: psql -v owner_password=… -v application_password=… -f roles.sql
-- The owner makes the tables and passes the rows' rules, for backups. The application owns nothing and passes nothing.
\set ON_ERROR_STOP on
SELECT 'CREATE ROLE momentum_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'momentum_owner') \gexec
SELECT 'CREATE ROLE momentum_application LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'momentum_application') \gexec
ALTER ROLE momentum_owner PASSWORD :'owner_password';
ALTER ROLE momentum_application PASSWORD :'application_password';
SELECT 'CREATE DATABASE momentum OWNER momentum_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'momentum') \gexec
REVOKE ALL ON DATABASE momentum FROM PUBLIC;
GRANT CONNECT ON DATABASE momentum TO momentum_application;
-- What goes wrong is logged without the values that a statement or an error quotes ("Key (email)=(…)").
ALTER DATABASE momentum SET log_error_verbosity = terse;
ALTER DATABASE momentum SET log_min_error_statement = panic;
ALTER DATABASE momentum SET log_min_duration_statement = -1;
ALTER DATABASE momentum SET log_statement = none;
ALTER DATABASE momentum SET log_parameter_max_length_on_error = 0;
