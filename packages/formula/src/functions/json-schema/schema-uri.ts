/** Addresses inside schemas: as much of RFC 3986 as `$id` and `$ref` need. They are names; nothing is ever fetched. */

const parts = /^(?:([A-Za-z][\w+.-]*):)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(?:#(.*))?$/s;

export interface SchemaUri {
  /** Without the fragment. */
  readonly resource: string;
  /** Without `#`, percent-decoded. */
  readonly fragment: string;
}

export function resolveSchemaUri(base: string, reference: string): SchemaUri {
  const [, scheme, host, path = '', query, fragment = ''] = parts.exec(reference) ?? [];
  return { resource: resolved(base, { scheme, host, path, query }), fragment: decoded(fragment) };
}

interface Relative {
  readonly scheme: string | undefined;
  readonly host: string | undefined;
  readonly path: string;
  readonly query: string | undefined;
}

function resolved(base: string, { scheme, host, path, query = '' }: Relative): string {
  if (scheme !== undefined) return `${scheme}:${host ?? ''}${withoutDots(path)}${query}`;
  const [, baseScheme, baseHost = '', basePath = '', baseQuery = ''] = parts.exec(base) ?? [];
  const start = baseScheme === undefined ? '' : `${baseScheme}:`;
  if (host !== undefined) return `${start}${host}${withoutDots(path)}${query}`;
  if (path === '') return `${start}${baseHost}${basePath}${query === '' ? baseQuery : query}`;
  const full = path.startsWith('/') ? path : `${basePath.slice(0, basePath.lastIndexOf('/') + 1)}${path}`;
  return `${start}${baseHost}${withoutDots(full)}${query}`;
}

function withoutDots(path: string): string {
  if (!path.includes('.')) return path;
  const kept: string[] = [];
  const segments = path.split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.length > 1 && kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (isLast && (segment === '.' || segment === '..')) kept.push('');
  }
  return kept.join('/');
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
