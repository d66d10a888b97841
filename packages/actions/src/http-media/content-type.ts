/** Content types as stories write them: shorthands, underscore forms, or the type itself. */

const shorthands: Readonly<Record<string, string>> = {
  json: 'application/json; charset=utf-8',
  application_json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
  data: 'multipart/form-data',
};

export function expandContentType(text: string): string {
  const name = text.trim();
  const known = Object.hasOwn(shorthands, name.toLowerCase()) ? shorthands[name.toLowerCase()] : undefined;
  if (known !== undefined) return known;
  // `application_x_www_form_urlencoded`: the type, with everything but letters replaced.
  return name.includes('/') ? name : name.replace('_', '/').replaceAll('_', '-');
}

export type BodyKind = 'json' | 'form' | 'multipart' | 'xml' | 'text';

export function bodyKindOf(contentType: string): BodyKind {
  const type = mediaTypeOf(contentType);
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type === 'multipart/form-data') return 'multipart';
  if (isXmlType(type)) return 'xml';
  return isJsonType(type) ? 'json' : 'text';
}

export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^";\s]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

/** `text/html` of `Text/HTML; charset=utf-8`. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType === 'text/json' || mediaType.endsWith('+json');
}

export function isXmlType(mediaType: string): boolean {
  return mediaType === 'application/xml' || mediaType === 'text/xml' || mediaType.endsWith('+xml');
}

const binaryTypes =
  /^(?:image\/(?!svg\+xml)|audio\/|video\/|font\/|application\/(?:octet-stream|pdf|zip|gzip|x-gzip|x-tar|x-7z-compressed|vnd\.(?!.*(?:json|xml|text))))/;

/** Types that are never text, whatever their bytes look like. */
export function isBinaryType(mediaType: string): boolean {
  return binaryTypes.test(mediaType);
}

export function charsetOf(contentType: string): string {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
}
