import { pino } from 'pino';
import type { Settings } from '../settings.ts';

export type Logger = pino.Logger;

/** One JSON line per message on standard output. Requests are logged at `debug`, so that `info` stays readable. */
export function createLogger(settings: Pick<Settings, 'logLevel'>, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-user-token"]'],
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * Kind, code, message and stack alone. Errors of the database carry more, and it quotes what was sent: a payload that was
 * refused would stand in the log.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}
