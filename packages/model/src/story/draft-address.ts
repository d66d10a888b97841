/**
 * The addresses of a draft's webhooks and pages. The option (`path`, `url_identifier`) is part of the definition and the same
 * in a draft and in the live story; what a draft is reached by has the draft's suffix at its end. People and clients read and
 * write the whole address, so the suffix is put on where options leave a draft and taken off where they come in. The form of
 * the address is unconfirmed.
 */
import { getKey, type ObjectValue } from '@fabula/formula';
import { setInPlace } from './in-place.ts';
import { addressOption } from './webhook-path.ts';

interface Addressed {
  readonly type: string;
  readonly guid: string;
  readonly options: ObjectValue;
}

/** Options as they are in the draft with this suffix; null: in a live story. */
export function optionsInDraft({ type, guid, options }: Addressed, suffix: string | null): ObjectValue {
  const name = suffix === null ? null : addressOption(type);
  if (name === null) return options;
  const path = getKey(options, name);
  const own = typeof path === 'string' && path !== '' ? path : guid;
  return setInPlace(options, new Map([[name, `${own}${ending(suffix ?? '')}`]]));
}

/** Options as the definition has them. An address without the suffix is the one that the live story shall have. */
export function optionsOutOfDraft(type: string, options: ObjectValue, suffix: string | null): ObjectValue {
  const name = suffix === null ? null : addressOption(type);
  if (name === null) return options;
  const path = getKey(options, name);
  const end = ending(suffix ?? '');
  if (typeof path !== 'string' || !path.endsWith(end)) return options;
  return setInPlace(options, new Map([[name, path.slice(0, -end.length)]]));
}

function ending(suffix: string): string {
  return `-draft-${suffix}`;
}
