/** The options of a webhook, each described once. */
import { localOption } from '../options/common.ts';
import type { ReadableField } from '../options/field.ts';
import {
  anyField,
  booleanField,
  choiceField,
  listField,
  numberField,
  objectField,
  rulesField,
  textField,
} from '../options/field.ts';

export const path = textField('path', {
  title: 'Path',
  help: 'The part of the address after `/webhook/`. One path belongs to one action of the whole tenant.',
  isBasic: true,
  origin: 'documented',
  note:
    'Without one the guid of the action is the path, as in old exports. With `?all_drafts=true` the same webhook of ' +
    'every draft of the story receives the request too.',
});

export const secret = textField('secret', {
  title: 'Secret',
  help:
    'What callers must know: at the end of the address, as the parameter `secret`, or in the `Authorization` header ' +
    '(`Bearer`, either half of `Basic`, any other scheme, or bare). Left out together with the access control, everybody ' +
    'may call; a formula that reads blank lets nobody in.',
  isBasic: true,
  when: { key: 'access_control', isOneOf: ['secret'] },
  origin: 'documented',
  note: 'A secret that came in a header or a parameter stays out of the event.',
});

export type AccessMode = 'public' | 'secret' | 'api_key' | 'oauth';

const accessChoice = choiceField('access_control', {
  title: 'Access control',
  help: 'Who may call: everybody, whoever has the secret, whoever has an API key of Fabula, or whoever has a token of an OAuth server.',
  fallback: 'secret',
  choices: [
    { value: 'public', title: 'Everybody' },
    { value: 'secret', title: 'With the secret' },
    { value: 'api_key', title: 'With an API key' },
    { value: 'oauth', title: 'With an OAuth token (JWT)' },
  ],
  isBasic: true,
  origin: 'documented',
  note: 'The stored words are ours: the documentation does not tell them. A word that is none of them asks for the secret.',
});

export const accessControl: ReadableField<AccessMode> = {
  ...accessChoice,
  read(reader, names) {
    const stored = reader.option('access_control', names);
    const word = typeof stored === 'string' ? stored.trim().toLowerCase() : '';
    return word === 'public' || word === 'api_key' || word === 'oauth' ? word : 'secret';
  },
};

const isOAuth = { key: 'access_control', isOneOf: ['oauth'] } as const;

export const apiKeyTeams = listField('api_key_teams', {
  title: 'Teams whose members may call',
  help: 'Names or ids of teams; `*` stands for everybody of the tenant. Left out, members of the team of the story may call.',
  when: { key: 'access_control', isOneOf: ['api_key'] },
  origin: 'own',
});

export const oauthIssuer = textField('oauth_issuer', {
  title: 'Issuer',
  help: 'The address of the OAuth server, as its tokens name it (`iss`). Its keys are found by OpenID discovery.',
  when: isOAuth,
  origin: 'unconfirmed',
  note: 'The documentation names the mode and no keys of its own. Either this or `oauth_jwks_url` must be given.',
});

export const oauthJwksUrl = textField('oauth_jwks_url', {
  title: 'Address of the keys',
  help: 'Where the public keys (a JWKS) of the OAuth server are, when it has no OpenID discovery.',
  when: isOAuth,
  origin: 'unconfirmed',
  note: 'The key is ours: the documentation names the mode and no keys of its own.',
});

export const oauthAudience = listField('oauth_audience', {
  title: 'Audience',
  help: 'A token must be meant for one of these (`aud`).',
  isRequired: true,
  when: isOAuth,
  origin: 'unconfirmed',
  note: 'Required: without it a token that was meant for another service would open this webhook.',
});

export const oauthClaims = objectField('oauth_claims', {
  title: 'Required claims',
  help: 'Claims that a token must have, each with its value or a list of values of which one must be there.',
  when: isOAuth,
  origin: 'unconfirmed',
  note: '`scope` is read as a list of words.',
});

export const verbs = listField('verbs', {
  title: 'Methods',
  help: 'Methods that are accepted, separated by commas.',
  fallback: ['get', 'post'],
  isBasic: true,
  origin: 'documented',
  note:
    'A method that is not among them is answered with 405 and `Allow`. HEAD (where GET is accepted) and OPTIONS are ' +
    'answered without an event unless they are named.',
});

export const response = anyField('response', {
  title: 'Response',
  help: 'The body of the answer; formulas see the event that was just written. A text is sent as text, anything else as JSON.',
  fallback: 'Ok',
  isBasic: true,
  origin: 'documented',
});

export const responseCode = numberField('response_code', {
  title: 'Response code',
  help: 'The status of the answer.',
  fallback: 201,
  min: 200,
  max: 599,
  isInteger: true,
  origin: 'documented',
});

export const responseHeaders = objectField('response_headers', {
  title: 'Response headers',
  help: 'Headers of the answer.',
  origin: 'documented',
});

export const includeHeaders = booleanField('include_headers', {
  title: 'Include headers',
  help: 'Whether the event is `{body, headers}`, or the body by itself.',
  fallback: true,
  origin: 'documented',
  note: 'Names of headers are in lower case with underscores. Text, XML and every other body that is no JSON and no form is a text; bytes are a file object.',
});

export const corsOrigins = listField('cors_allowed_origins', {
  title: 'CORS: allowed origins',
  help: 'Origins whose pages may call from a browser: `https://app.example.com`, `https://*.example.com`, or `*` for all.',
  aliases: ['cors_origins'],
  origin: 'unconfirmed',
  note: 'The documented option is known by its title only; the key is ours. Cookies are never part of it.',
});

export const rules = rulesField('rules', {
  title: 'Rules',
  help: 'Checked before an event is written; a request that does not match is answered with 200 and `No rules matched`.',
  origin: 'documented',
  note: 'The rules that matched stand in the event as `meta.matched_rules`, as they are stored.',
});

export const mustMatch = numberField('must_match', {
  title: 'Rules that must match',
  help: 'How many of the rules must hold. Left out: all of them.',
  min: 1,
  isInteger: true,
  origin: 'documented',
});

export const rateLimit = objectField('rate_limit', {
  title: 'Rate limit',
  help: '`key` (what is counted by; formulas see headers and body), `count` (requests) and `period` (seconds). Beyond it the answer is 429 with `Retry-After`.',
  origin: 'documented',
  note: 'Counted in each process by itself.',
});

export const mode = choiceField('mode', {
  title: 'Mode',
  help: 'With `mcp` the action is no webhook but an MCP server at `/mcp/<path>` that offers stories as tools.',
  choices: [{ value: 'mcp', title: 'MCP server' }],
  origin: 'seen',
  note:
    'Its tools are the stories that its attached Send to Story actions name; without any, all stories of the team that are ' +
    'open to Workbench.',
});

export const inputs = listField('inputs', {
  title: 'Inputs',
  help: 'What Send to Story must bring: a list of `{name, type, required, description}`. A call that lacks a required one, or has one of another type, fails.',
  origin: 'unconfirmed',
  note: 'Types are `text`, `number`, `boolean`, `object`, `list` and `any`, which any other word is as well. An input is given under its name or its slug; text that shows a value of the type is good. The key is ours.',
});

export const webhookFields = [
  path,
  secret,
  accessControl,
  apiKeyTeams,
  oauthIssuer,
  oauthJwksUrl,
  oauthAudience,
  oauthClaims,
  verbs,
  response,
  responseCode,
  responseHeaders,
  includeHeaders,
  corsOrigins,
  rules,
  mustMatch,
  rateLimit,
  mode,
  inputs,
  localOption,
] as const;
