import type pg from 'pg';

/** Sends one statement, as a transaction of its own, and gives the rows. */
export type Ask = <R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<R[]>;

/** Statements are prepared: planning some of these costs more than what they do when there is nothing to do. */
export function askThrough(connection: pg.Pool | pg.ClientBase): Ask {
  return async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
    const { rows } = await connection.query<R>({ name: nameOf(text), text, values: [...values] });
    return rows;
  };
}

/** The sweep knows a few dozen texts. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `retention ${names.size + 1}`;
    names.set(text, name);
  }
  return name;
}

/** A moment in milliseconds since 1970 as SQL; `column` may be a parameter. */
export const at = (column: string): string => `to_timestamp(${column}::float8 / 1000.0)`;
