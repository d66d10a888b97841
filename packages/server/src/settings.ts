/**
 * The settings: environment variables, read once, here and nowhere else (docs/reference/settings.md has the table).
 * A value that cannot be used stops the start with a sentence that names the variable.
 */
import type { ModelProvider } from '@fabula/engine';
import { err, ok, type Result } from '@fabula/model';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isMailAddress } from './mail/mail-address.ts';
import { parseSmtpServer, type SmtpServerAddress } from './mail/smtp-server-address.ts';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export interface Settings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The public address without a slash at its end; null: made from host and the port really used. */
  readonly publicUrl: string | null;
  /** Relative to the working directory, or absolute. */
  readonly dataDir: string;
  /** null: the embedded database. */
  readonly databaseUrl: string | null;
  /** null: from the key file in the data directory, which is made when it is missing. */
  readonly encryptionKey: string | null;
  /** The one before, after it was replaced: opens what it has sealed. */
  readonly encryptionKeyBefore: string | null;
  readonly bootstrap: {
    readonly email: string | null;
    readonly password: string | null;
    readonly apiKey: string | null;
  };
  readonly mail: MailSettings;
  /** The language model that AI actions ask; null: none. */
  readonly model: ModelProvider | null;
  /** A folder of packages that Python scripts may require; null: none. */
  readonly pythonWheels: string | null;
  /** CIDR blocks. */
  readonly egressAllow: readonly string[];
  readonly egressDeny: readonly string[];
  /** Name → address of an HTTP proxy, user and password included: what `use_tunnel` of an action names. */
  readonly tunnels: Readonly<Record<string, string>>;
  /** A folder of PEM files; null: none. */
  readonly certificateAuthorities: string | null;
  /** Addresses or CIDR blocks of proxies whose forwarded address is believed. */
  readonly trustProxy: readonly string[];
  readonly logLevel: (typeof logLevels)[number];
  /** Largest body of a request, in bytes. */
  readonly maxBodyBytes: number;
  /** Requests a minute to one webhook path; null: no limit. */
  readonly webhookLimitPerMinute: number | null;
  /** Events a day (UTC); null: no limit. People may set others, which go before these. */
  readonly dailyEventLimit: number | null;
  readonly dailyEventLimitPerStory: number | null;
  /** Free space on the disk of the data directory below which nothing new is taken in; null: chosen by the size of the disk. */
  readonly diskReserveBytes: number | null;
  /** Processes of this program on this host; above 1 they need a PostgreSQL. */
  readonly processes: number;
  /** Calls to the outside that one process has on their way at once. */
  readonly concurrency: number;
  /** … of one story. */
  readonly storyConcurrency: number;
  /** How long a person has to approve a call by an agent or an MCP client. */
  readonly confirmationMinutes: number;
  /** How long another tenant may take over one answer when stories are synced to it. */
  readonly syncTimeoutMs: number;
  /** Whether stories of other tenants are taken as a whole; else only what the documented API has. */
  readonly takesSyncedStories: boolean;
  /** What `/metrics` may be read with, beside owners' API keys; null: nothing else. */
  readonly metricsToken: string | null;
  /** null: people sign in with passwords alone. */
  readonly oidc: OidcSettings | null;
  /** Where traces are sent; null: nowhere. */
  readonly tracing: TracingSettings | null;
}

export interface MailSettings {
  /** The server that mail goes out by; null: none. */
  readonly server: SmtpServerAddress | null;
  /** `Fabula <fabula@example.com>`; null: made from the public address. */
  readonly from: string | null;
  /** Where our own SMTP server listens; null: nowhere. 0: any free port. */
  readonly smtpPort: number | null;
  /** What comes after the @ in addresses of Receive Email actions; null: the host of the public address. */
  readonly domain: string | null;
  /** Files of a certificate and its key, for STARTTLS of our own SMTP server; null: without. */
  readonly certificate: { readonly certFile: string; readonly keyFile: string } | null;
}

/** An OpenID Connect provider that people may sign in with. */
export interface OidcSettings {
  /** Where `/.well-known/openid-configuration` is found. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** As OpenTelemetry names them (`OTEL_…`). */
export interface TracingSettings {
  /** The full address that takes spans. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, string>>;
  /** Share of the runs that came without a trace of their own, 0 to 1. */
  readonly share: number;
}

const text = z.string().trim();

const exactAddress = text.refine(
  (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
  'must be an http or https address',
);
const address = exactAddress.transform((value) => value.replace(/\/+$/, ''));

/** `10.0.0.0/8, 192.168.1.7`: separated by commas or spaces. */
const blocks = text
  .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
  .refine((parts) => parts.every(isBlock), 'must be a list of addresses or CIDR blocks, such as 10.0.0.0/8,fd00::/8');

/** `office=http://user:password@10.0.0.5:3128, lab=…`: separated by commas or spaces. */
const namedProxies = text
  .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
  .refine(
    (parts) => parts.every(isNamedProxy),
    'must be a list such as office=http://user:password@10.0.0.5:3128, of http and https addresses',
  )
  .transform((parts) =>
    Object.fromEntries(
      parts.map((part): [string, string] => {
        const equals = part.indexOf('=');
        return [part.slice(0, equals), part.slice(equals + 1)];
      }),
    ),
  );

/** `name=value,other=value`, each percent-encoded where it must be. */
const pairs = text
  .refine(
    (value) => value.split(',').every((part) => part.trim() === '' || isPair(part)),
    'must be a list such as name=value,other=value',
  )
  .transform((value) =>
    Object.fromEntries(
      value
        .split(',')
        .filter((part) => part.trim() !== '')
        .map((part) => {
          const equals = part.indexOf('=');
          return [part.slice(0, equals).trim(), decodeURIComponent(part.slice(equals + 1).trim())];
        }),
    ),
  );

const schema = z
  .object({
    HOST: text.default('127.0.0.1'),
    PORT: wholeNumber(0, 65_535).default(8400),
    FABULA_URL: address.optional(),
    FABULA_DATA_DIR: text.default('./data'),
    DATABASE_URL: text
      .refine((value) => /^postgres(ql)?:\/\//.test(value), 'must begin with postgres:// or postgresql://')
      .optional(),
    FABULA_ENCRYPTION_KEY: text.refine(isKey, 'must be 32 bytes, written as base64 or as 64 hex digits').optional(),
    FABULA_ENCRYPTION_KEY_BEFORE: text
      .refine(isKey, 'must be 32 bytes, written as base64 or as 64 hex digits')
      .optional(),
    FABULA_BOOTSTRAP_EMAIL: text.refine((value) => /^\S+@\S+$/.test(value), 'must be an e-mail address').optional(),
    FABULA_BOOTSTRAP_PASSWORD: z.string().optional(),
    FABULA_BOOTSTRAP_API_KEY: text
      .refine((value) => !/\s/.test(value), 'must not contain spaces, because it travels in a header')
      .optional(),
    // Issuers are compared to the letter, and the slash at the end of some belongs to them.
    FABULA_OIDC_ISSUER: exactAddress.optional(),
    FABULA_OIDC_CLIENT_ID: text.optional(),
    FABULA_OIDC_CLIENT_SECRET: text.optional(),
    FABULA_SMTP_URL: text.transform(readSmtpServer).optional(),
    FABULA_MAIL_FROM: text
      .refine(isMailAddress, 'must be one e-mail address, such as fabula@example.com or Fabula <fabula@example.com>')
      .optional(),
    FABULA_SMTP_PORT: wholeNumber(0, 65_535).optional(),
    FABULA_MAIL_DOMAIN: text
      .toLowerCase()
      .refine(
        (value) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value),
        'must be a host name, such as mail.example.com',
      )
      .optional(),
    FABULA_SMTP_CERT_FILE: text.optional(),
    FABULA_SMTP_KEY_FILE: text.optional(),
    FABULA_EGRESS_ALLOW: blocks.default([]),
    FABULA_EGRESS_DENY: blocks.default([]),
    FABULA_TUNNELS: namedProxies.default({}),
    FABULA_CERTIFICATE_AUTHORITIES: text.optional(),
    FABULA_AI_URL: address.optional(),
    FABULA_AI_KEY: text
      .refine((value) => !/\s/.test(value), 'must not contain spaces, because it travels in a header')
      .optional(),
    FABULA_AI_MODEL: text.optional(),
    FABULA_AI_DIALECT: text
      .toLowerCase()
      .pipe(z.enum(['openai', 'anthropic'], { error: 'must be openai or anthropic' }))
      .optional(),
    FABULA_PYTHON_WHEELS: text.optional(),
    FABULA_TRUST_PROXY: text
      .transform((value) => (/^none$/i.test(value) ? '' : value))
      .pipe(blocks)
      .default([]),
    LOG_LEVEL: text
      .toLowerCase()
      .pipe(z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }))
      .default('info'),
    FABULA_MAX_BODY_BYTES: wholeNumber(1024, 1024 ** 3).default(100 * 1024 ** 2),
    FABULA_WEBHOOK_LIMIT: wholeNumber(1, 1_000_000_000).optional(),
    FABULA_DAILY_EVENT_LIMIT: wholeNumber(1, 999_999_999_999).optional(),
    FABULA_DAILY_EVENT_LIMIT_PER_STORY: wholeNumber(1, 999_999_999_999).optional(),
    FABULA_DISK_RESERVE_MB: wholeNumber(0, 100_000_000).optional(),
    FABULA_PROCESSES: wholeNumber(1, 256).default(1),
    FABULA_CONCURRENCY: wholeNumber(1, 10_000).default(256),
    FABULA_STORY_CONCURRENCY: wholeNumber(1, 10_000).optional(),
    FABULA_TOOL_CONFIRMATION_MINUTES: wholeNumber(1, 10_080).default(15),
    FABULA_SYNC_TIMEOUT_SECONDS: wholeNumber(1, 600).default(30),
    FABULA_TAKE_SYNCED_STORIES: text
      .toLowerCase()
      .pipe(z.enum(['on', 'off'], { error: 'must be on or off' }))
      .default('on'),
    FABULA_METRICS_TOKEN: text
      .refine((value) => !/\s/.test(value), 'must not contain spaces, because it travels in a header')
      .refine((value) => value.length >= 16, 'must have at least 16 characters')
      .optional(),
    OTEL_TRACES_EXPORTER: text.pipe(z.enum(['otlp', 'none'], { error: 'must be otlp or none' })).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.optional(),
    OTEL_EXPORTER_OTLP_HEADERS: pairs.default({}),
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: pairs.default({}),
    OTEL_SERVICE_NAME: text.default('fabula'),
    OTEL_RESOURCE_ATTRIBUTES: pairs.default({}),
    OTEL_TRACES_SAMPLER_ARG: text
      .transform(Number)
      .refine((value) => value >= 0 && value <= 1, 'must be a number from 0 to 1')
      .default(1),
  })
  .superRefine((values, context) => {
    if (values.FABULA_AI_URL === undefined || values.FABULA_AI_MODEL !== undefined) return;
    const message = 'needs FABULA_AI_MODEL beside it: the model to ask when an action names none';
    context.addIssue({ code: 'custom', path: ['FABULA_AI_URL'], message });
  })
  .superRefine((values, context) => {
    const names = ['FABULA_OIDC_ISSUER', 'FABULA_OIDC_CLIENT_ID', 'FABULA_OIDC_CLIENT_SECRET'] as const;
    const given = names.filter((name) => values[name] !== undefined);
    const [first] = given;
    if (first === undefined || given.length === names.length) return;
    const missing = names.filter((name) => !given.includes(name)).join(' and ');
    context.addIssue({ code: 'custom', path: [first], message: `needs ${missing} beside it` });
  });

/** Reads an environment. An empty variable counts as not set. The error has one line for each variable that is wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Result<Settings, string> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    return err(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`).join('\n'));
  }
  const values = parsed.data;
  return ok({
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.FABULA_URL ?? null,
    dataDir: values.FABULA_DATA_DIR,
    databaseUrl: values.DATABASE_URL ?? null,
    encryptionKey: values.FABULA_ENCRYPTION_KEY ?? null,
    encryptionKeyBefore: values.FABULA_ENCRYPTION_KEY_BEFORE ?? null,
    bootstrap: {
      email: values.FABULA_BOOTSTRAP_EMAIL ?? null,
      password: values.FABULA_BOOTSTRAP_PASSWORD ?? null,
      apiKey: values.FABULA_BOOTSTRAP_API_KEY ?? null,
    },
    oidc: oidcOf(values),
    mail: mailOf(values),
    model: modelOf(values),
    pythonWheels: values.FABULA_PYTHON_WHEELS ?? null,
    egressAllow: values.FABULA_EGRESS_ALLOW,
    egressDeny: values.FABULA_EGRESS_DENY,
    tunnels: values.FABULA_TUNNELS,
    certificateAuthorities: values.FABULA_CERTIFICATE_AUTHORITIES ?? null,
    trustProxy: values.FABULA_TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    maxBodyBytes: values.FABULA_MAX_BODY_BYTES,
    webhookLimitPerMinute: values.FABULA_WEBHOOK_LIMIT ?? null,
    dailyEventLimit: values.FABULA_DAILY_EVENT_LIMIT ?? null,
    dailyEventLimitPerStory: values.FABULA_DAILY_EVENT_LIMIT_PER_STORY ?? null,
    diskReserveBytes: values.FABULA_DISK_RESERVE_MB === undefined ? null : values.FABULA_DISK_RESERVE_MB * 1024 ** 2,
    processes: values.FABULA_PROCESSES,
    concurrency: values.FABULA_CONCURRENCY,
    storyConcurrency: values.FABULA_STORY_CONCURRENCY ?? values.FABULA_CONCURRENCY,
    confirmationMinutes: values.FABULA_TOOL_CONFIRMATION_MINUTES,
    syncTimeoutMs: values.FABULA_SYNC_TIMEOUT_SECONDS * 1_000,
    takesSyncedStories: values.FABULA_TAKE_SYNCED_STORIES === 'on',
    metricsToken: values.FABULA_METRICS_TOKEN ?? null,
    tracing: tracingOf(values),
  });
}

function oidcOf(values: z.infer<typeof schema>): OidcSettings | null {
  const {
    FABULA_OIDC_ISSUER: issuer,
    FABULA_OIDC_CLIENT_ID: clientId,
    FABULA_OIDC_CLIENT_SECRET: clientSecret,
  } = values;
  return issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null;
}

function mailOf(values: z.infer<typeof schema>): MailSettings {
  const { FABULA_SMTP_CERT_FILE: certFile, FABULA_SMTP_KEY_FILE: keyFile } = values;
  return {
    server: values.FABULA_SMTP_URL ?? null,
    from: values.FABULA_MAIL_FROM ?? null,
    smtpPort: values.FABULA_SMTP_PORT ?? null,
    domain: values.FABULA_MAIL_DOMAIN ?? null,
    certificate: certFile === undefined || keyFile === undefined ? null : { certFile, keyFile },
  };
}

function modelOf(values: z.infer<typeof schema>): ModelProvider | null {
  const { FABULA_AI_URL: url, FABULA_AI_MODEL: model } = values;
  if (url === undefined || model === undefined) return null;
  const spoken = /(^|[.-])anthropic[.-]/.test(new URL(url).host) ? 'anthropic' : 'openai';
  return { dialect: values.FABULA_AI_DIALECT ?? spoken, url, key: values.FABULA_AI_KEY ?? null, model };
}

function readSmtpServer(value: string, context: z.RefinementCtx): SmtpServerAddress {
  const server = parseSmtpServer(value);
  if (server.ok) return server.value;
  context.addIssue({ code: 'custom', message: server.error });
  return z.NEVER;
}

function tracingOf(values: z.infer<typeof schema>): TracingSettings | null {
  const wanted = values.OTEL_TRACES_EXPORTER ?? (endpointOf(values) === null ? 'none' : 'otlp');
  if (wanted === 'none') return null;
  return {
    endpoint: endpointOf(values) ?? 'http://localhost:4318/v1/traces',
    headers: { ...values.OTEL_EXPORTER_OTLP_HEADERS, ...values.OTEL_EXPORTER_OTLP_TRACES_HEADERS },
    serviceName: values.OTEL_SERVICE_NAME,
    resource: values.OTEL_RESOURCE_ATTRIBUTES,
    share: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** The address for traces is used as it is; to the one for everything the path is added. */
function endpointOf(values: z.infer<typeof schema>): string | null {
  if (values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT !== undefined) return values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  return base === undefined ? null : `${base}/v1/traces`;
}

/** What `fabula doctor` is told of an environment, even of one that stops every start. */
export interface SettingsDiagnosis {
  /** As if what cannot be used were not set. */
  readonly settings: Settings;
  /** One sentence for each variable that cannot be used. */
  readonly errors: readonly string[];
  /** Variables with our prefix that mean nothing. */
  readonly unknown: readonly string[];
}

/** Read by tests and by those who work on Fabula. */
const ofDevelopers = /^FABULA_(STORY_CORPUS|FUZZ|SIMULATION_|TEST_|BENCH_)/;

export function diagnoseSettings(environment: Readonly<Record<string, string | undefined>>): SettingsDiagnosis {
  const usable = { ...environment };
  const errors: string[] = [];
  let read = readSettings(usable);
  // Each round takes at least one variable away; without any the defaults are left.
  while (!read.ok) {
    for (const line of read.error.split('\n')) {
      errors.push(line);
      delete usable[line.slice(0, line.indexOf(' '))];
    }
    read = readSettings(usable);
  }
  const known = new Set(Object.keys(schema.shape));
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith('FABULA_') && !known.has(name) && !ofDevelopers.test(name),
  );
  return { settings: read.value, errors, unknown };
}

export function diagnoseProcessSettings(): SettingsDiagnosis {
  return diagnoseSettings(process.env);
}

/** The settings of this process. */
export function readProcessSettings(): Result<Settings, string> {
  return readSettings(process.env);
}

/** The environment of this process without our settings: for processes of ours that get settings of their own. */
export function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const ours = new Set(Object.keys(schema.shape));
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.has(name)));
}

function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .trim()
    .regex(/^\d{1,12}$/, { error: message })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, { error: message });
}

function isKey(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text) || /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
}

function isPair(text: string): boolean {
  try {
    decodeURIComponent(text);
    return text.indexOf('=') > 0;
  } catch {
    // A percent sign that begins no character.
    return false;
  }
}

function isNamedProxy(part: string): boolean {
  const equals = part.indexOf('=');
  const address = part.slice(equals + 1);
  return equals > 0 && /^https?:\/\//i.test(address) && URL.canParse(address);
}

function isBlock(text: string): boolean {
  return ipaddr.isValidCIDR(text) || ipaddr.isValid(text);
}
