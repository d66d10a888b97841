/** What the form of a resource holds, and what has to be sent of it. */
import type { Value } from '@fabula/formula';
import type { Resource, ResourceChange } from '../../data/resources.ts';
import { isSameSharing, type Sharing } from '../sharing.ts';
import { isSameAs, read, type WrittenValue, write } from './written-value.ts';

export interface ResourceFields {
  readonly name: string;
  readonly description: string;
  readonly sharing: Sharing;
  readonly value: WrittenValue;
}

export interface SavedResource extends Omit<ResourceFields, 'value'> {
  readonly value: Value;
}

export function savedIn(resource: Resource): SavedResource {
  return {
    name: resource.name,
    description: resource.description,
    sharing: { access: resource.read_access, slugs: resource.shared_team_slugs },
    value: resource.value,
  };
}

export function fieldsOf(saved: SavedResource): ResourceFields {
  return { ...saved, value: write(saved.value) };
}

/** What has to be sent; null: the value cannot be read. Whoever changes a value says which one they saw. */
export function changeOf(fields: ResourceFields, saved: SavedResource | null): ResourceChange | null {
  const value = read(fields.value);
  if (value === undefined) return null;
  const { name, description, sharing } = fields;
  const change: [string, Value][] = [];
  if (name !== saved?.name) change.push(['name', name]);
  if (description !== (saved?.description ?? '')) change.push(['description', description]);
  if (saved === null ? sharing.access !== 'TEAM' : !isSameSharing(sharing, saved.sharing)) {
    change.push(['read_access', sharing.access], ['shared_team_slugs', sharing.slugs]);
  }
  if (saved === null) change.push(['value', value]);
  else if (!isSameAs(fields.value, saved.value)) change.push(['value', value], ['if_value', saved.value]);
  return change;
}

/** What was written on `before`, now on `theirs`: only what was changed here stays. */
export function onto(fields: ResourceFields, before: SavedResource, theirs: SavedResource): ResourceFields {
  return {
    name: fields.name === before.name ? theirs.name : fields.name,
    description: fields.description === before.description ? theirs.description : fields.description,
    sharing: isSameSharing(fields.sharing, before.sharing) ? theirs.sharing : fields.sharing,
    value: isSameAs(fields.value, before.value) ? write(theirs.value) : fields.value,
  };
}
