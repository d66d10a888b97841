/** The options of an HTTP Request, each described once. */
import {
  anyField,
  booleanField,
  choiceField,
  listField,
  numberField,
  objectField,
  textField,
} from '../options/field.ts';

export const url = textField('url', {
  title: 'URL',
  help: 'Where the request goes, `http://` or `https://` included. A user and a password in it become basic authentication.',
  isBasic: true,
  isRequired: true,
  origin: 'documented',
});

export const method = choiceField('method', {
  title: 'Method',
  help: 'What the request asks for.',
  choices: ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'].map((value) => ({
    value,
    title: value.toUpperCase(),
  })),
  fallback: 'post',
  isBasic: true,
  origin: 'documented',
});

export const payload = anyField('payload', {
  title: 'Payload',
  help: 'With GET and HEAD the query, with the others the body. Files are file objects (`name`, `type`, `contents`), or objects of `filename` and `contents`.',
  isBasic: true,
  origin: 'documented',
  note: 'An empty payload of DELETE and OPTIONS is no body. A file object as the whole payload is sent as its bytes when the content type is neither JSON nor a form.',
});

export const contentType = textField('content_type', {
  title: 'Content type',
  help: 'How the payload is written: `json`, `xml`, `form`, `data` (multipart, for files), or any type in full. The payload must fit it; to send a text untouched, give a `Content-Type` header instead.',
  isBasic: true,
  origin: 'documented',
  note: 'Exports also spell types with underscores: `application_json`. Without one, objects and lists are JSON and texts plain text. An object for XML is written as TO_XML does; its one key is the root element.',
});

export const headers = objectField('headers', {
  title: 'Headers',
  help: 'Further headers by name. A list repeats the header; null leaves it out.',
  isBasic: true,
  origin: 'documented',
});

export const basicAuth = anyField('basic_auth', {
  title: 'Basic authentication',
  help: '`user:password`, or a list of the two.',
  origin: 'documented',
});

export const userAgent = textField('user_agent', {
  title: 'User agent',
  help: 'What the request calls itself; a `User-Agent` header goes before it.',
  fallback: 'Fabula',
  origin: 'documented',
});

export const timeout = numberField('timeout', {
  title: 'Timeout',
  help: 'Seconds for the whole exchange, redirects included.',
  min: 1,
  max: 600,
  fallback: 30,
  origin: 'unconfirmed',
  note: '30 seconds unless the story says otherwise, 600 at most.',
});

export const disableRedirectFollow = booleanField('disable_redirect_follow', {
  title: 'Do not follow redirects',
  help: 'The redirect itself is then the answer. Otherwise up to 10 are followed and the last answer is shown.',
  fallback: false,
  origin: 'documented',
});

export const disableSslVerification = booleanField('disable_ssl_verification', {
  title: 'Do not verify certificates',
  help: "The server's certificate is then believed whatever it says. TLS is 1.2 or 1.3 either way.",
  fallback: false,
  origin: 'documented',
});

export const disableUrlEncoding = booleanField('disable_url_encoding', {
  title: 'Do not encode the query',
  help: 'Parameters of the payload then go into the query as they are, for example when they are encoded already.',
  fallback: false,
  origin: 'documented',
});

export const paramsEncoder = choiceField('params_encoder', {
  title: 'Lists in parameters',
  help: '`flat` repeats the name of the parameter for each item of a list; otherwise it is `name[]`.',
  choices: [
    { value: 'flat', title: 'Repeat the name' },
    { value: 'nested', title: 'With brackets' },
  ],
  fallback: 'nested',
  origin: 'seen',
  note: '`flat` holds for queries, forms and multipart bodies. `nested` is our word for what holds without it.',
});

export const certificateAuthority = textField('custom_certificate_authority_name', {
  title: 'Certificate authority',
  help: 'Name of an own authority, believed beside the public ones. The one called `default` is used when none is named and it exists.',
  origin: 'documented',
  note: 'Authorities are PEM files in the folder that the setting FABULA_CERTIFICATE_AUTHORITIES names, called as the files.',
});

export const tunnel = textField('use_tunnel', {
  title: 'Tunnel',
  help: 'Name of the tunnel through which the request goes.',
  origin: 'unconfirmed',
  note: 'A tunnel is an HTTP proxy of the setting FABULA_TUNNELS: `name=http://user:password@host:port`.',
});

export const retryOnStatus = listField('retry_on_status', {
  title: 'Retry on status',
  help: 'Statuses and ranges, such as `429` and `500-599`, after which the request is sent again later. `0` is no answer.',
  origin: 'documented',
});

export const retries = numberField('retries', {
  title: 'Retries',
  help: 'How many times at most. The delay grows: 25 retries take about 3 hours and 20 minutes. A longer `Retry-After` of the server is kept to.',
  min: 0,
  max: 25,
  isInteger: true,
  fallback: 25,
  origin: 'unconfirmed',
  note: 'The key is `retries`; retry n comes 2.17 s × n² after the failure, spread by a tenth.',
});

export const logErrorOnStatus = listField('log_error_on_status', {
  title: 'Log an error on status',
  help: 'Statuses and ranges that count as errors. All but 2xx when it is left out; an empty list silences all. `0` is no answer.',
  origin: 'documented',
});

export const logErrorIf = anyField('log_error_if', {
  title: 'Log an error if',
  help: 'A formula about the answer (`body`, `headers`, `status`): when it is true, a good status counts as an error all the same.',
  origin: 'unconfirmed',
  note: 'The key is `log_error_if`. The formula sees the answer beside everything that other options see.',
});

export const emitFailureEvent = choiceField('emit_failure_event', {
  title: 'Emit an event on failure',
  help: 'Whether there is an event also when no answer came: `{"status": 0, "error": …}`. An answer with a bad status always gives one.',
  choices: [
    { value: 'false', title: 'Error responses only' },
    { value: 'always', title: 'Always' },
    { value: 'error_response_only', title: 'Error responses only (in words)' },
    { value: 'true', title: 'Always (as a boolean)' },
  ],
  fallback: 'false',
  origin: 'unconfirmed',
  note: 'Exports store `false`; for Always we take `always` and `true`.',
});

export const pagination = objectField('pagination', {
  title: 'Pagination',
  help: 'Repeats the request until `has_more`, a formula, is false. All options see `PAGINATE.index`, from 0, and `PAGINATE.previous_response`. `output` is `combined` (one event) or `per_page`; `max_pages` is 100 unless given, 10,000 at most.',
  origin: 'unconfirmed',
  note: 'All keys are ours. For `has_more`, `PAGINATE.previous_response` is the answer that just came, also known as `body`, `headers` and `status`. The combined event has the list of all bodies as `body`, headers and status of the last page, and `meta.pages`. Each page is kept as soon as it is read: a crash loses none. Secrets of credentials in it become asterisks, also in `PAGINATE.previous_response`: a next address that repeats a key has to be given the key again. An error ends the reading; the event then has the pages so far.',
});

export const idempotencyKey = booleanField('idempotency_key', {
  title: 'Idempotency key',
  help: 'POST and PATCH carry an `Idempotency-Key` header, the same for every attempt of one run, unless this is false.',
  fallback: true,
  origin: 'own',
});

export const repeatWhenUnknown = booleanField('repeat_when_unknown', {
  title: 'Repeat when the outcome is unknown',
  help: 'A POST or PATCH may be sent again when Fabula was stopped before it knew the outcome, because the service honours the key or does not mind.',
  fallback: false,
  origin: 'own',
});
