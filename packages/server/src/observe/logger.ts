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
    redact: ['req.headers.authorization', 'req.headers.cookie', 'req.headers["x-user-token"]'],
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
