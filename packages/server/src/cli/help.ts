/** What each command is for, as `--help` says it. */
export const commandNames = [
  'server',
  'worker',
  'migrate',
  'import',
  'export',
  'formula',
  'doctor',
  'torture',
] as const;
export type CommandName = (typeof commandNames)[number];

export const generalHelp = `Usage: fabula <command>

Commands
  server          Serve the editor, the API and webhooks, and run stories
  worker          Run stories only, beside other processes on the same PostgreSQL
  migrate         Bring the schema of the database up to date, then end
  import FILE     Import a story export
  export STORY    Write a story export to the standard output
  formula         Evaluate formulas, one JSON object per line
  doctor          Say what is wrong with this installation, and what to do about it
  torture         Kill it under load, on a database of its own, and see that nothing is lost

Settings come from environment variables; docs/reference/settings.md lists them.
"fabula <command> --help" says more about one command.`;

export const commandHelp: Readonly<Record<CommandName, string>> = {
  server: `Usage: fabula server [--without-worker]

Serves the editor, the API and webhooks on HOST and PORT (127.0.0.1, 8400), and runs stories.
Without DATABASE_URL it keeps everything in the embedded database under FABULA_DATA_DIR (./data).

  --without-worker   Accept and answer only; "fabula worker" processes take up the rest`,
  worker: `Usage: fabula worker [--health-port PORT]

Runs what is due in the database of DATABASE_URL. Any number of workers and servers may share one database.

  --health-port PORT   Serve /healthz, /readyz and /metrics on this port`,
  migrate: `Usage: fabula migrate

Brings the schema of the database up to date and ends. A server does the same by itself when it starts.`,
  import: `Usage: fabula import FILE [--team ID] [--name NAME] [--replace]

Imports a story export ("-" reads the standard input) straight into the database and prints the new story's id.

  --team ID     Team to import into; the first one when left out
  --name NAME   Name of the new story; the one in the file when left out
  --replace     Replace the team's story of the same name`,
  export: `Usage: fabula export STORY [--randomize-urls] [--clear-recipients]

Writes the export of a story to the standard output. STORY is its id, or its exact name.

  --randomize-urls     New addresses and secrets for webhooks and pages
  --clear-recipients   No addresses of people`,
  formula: `Usage: fabula formula

Reads one JSON object per line from the standard input,
  {"formula": text, "context": object or null, "field": "formula" or "text"}
and writes one per line to the standard output,
  {"result": value}  or  {"error": {"message": text, "range": [from, to]}}
The formula is a bare expression unless "field" is "text".`,
  doctor: `Usage: fabula doctor [--json]

Looks at the settings, the data directory, the database and what waits in it, and says what is wrong and what to do about
it. It changes nothing, and works when nothing else does. Exit code 1: something is broken.

  --json   Print the findings as one JSON object`,
  torture: `Usage: fabula torture [options]

Proves on this machine that no accepted webhook is lost and nothing happens twice. Starts processes of this program, puts
them under load, kills them at random moments, cuts their way to the database, and compares what is there at the end with
what was answered. Exit code 1: something was lost, duplicated, stuck or wrong.

It works on a database of its own, which is removed at the end: an embedded one in a temporary folder or, with
DATABASE_URL, a new one on that server, whose role must be allowed to create databases.

  --kills N                How often to kill; 20 when left out
  --processes N            Servers and workers on one PostgreSQL; 1 when left out
  --seconds-between S      Seconds between kills, on average; 1 when left out
  --seed N                 Take the dice of an earlier run
  --own-postgres [FOLDER]  Start a PostgreSQL for this, and crash it as well; FOLDER holds initdb and pg_ctl
  --keep                   Leave the database and the logs behind
  --json                   Print the report as one JSON object`,
};
