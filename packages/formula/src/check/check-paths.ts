/** Path texts such as the `"name"` of `MAP(items, "name")`: keys that the sample writes a little differently. */
import { parsePath } from '../functions/value-path.ts';
import type { Call } from '../syntax/tree.ts';
import { CallTypes } from './call-types.ts';
import type { Check, Checked } from './check.ts';
import { lacksKey } from './check-names.ts';
import type { Diagnostic } from './diagnostic.ts';
import { functionNamed } from './match-arguments.ts';
import { nearestKey } from './nearest-key.ts';
import { PATH_ARGUMENTS } from './path-arguments.ts';
import { elementType, keysOfType, memberType } from './read-type.ts';
import type { Type } from './type.ts';

export const checkPaths: Check = (node, _parent, checked) => {
  // SET_KEY makes what is not there.
  if (node.kind !== 'call' || node.name === 'SET_KEY') return [];
  const rule = PATH_ARGUMENTS.get(node.name);
  const definition = functionNamed(node.name);
  if (rule === undefined || definition === undefined) return [];
  const [path, into, each] = rule;
  const types = new CallTypes(node, definition.parameters, (part) => checked.inference.knownOf(part));
  const written = types.node(path);
  if (written?.kind !== 'text' || types.node(into) === undefined) return [];
  const type = types.type(into);
  return checkPath(written.value, each || type.kind === 'array' ? elementType(type) : type, written.range, checked);
};

function checkPath(path: string, target: Type, range: Call['range'], checked: Checked): readonly Diagnostic[] {
  if (keysOfType(target).has(path)) return [];
  let type = target;
  for (const name of parsePath(path)) {
    if (lacksKey(type, name)) return missing(name, type, range, checked);
    type = memberType(type, name);
  }
  return [];
}

/** Said only with a suggestion: asking for a key that is only sometimes there is what paths are for. */
function missing(name: string, type: Type, range: Call['range'], { source }: Checked): readonly Diagnostic[] {
  const nearest = nearestKey(name, keysOfType(type).keys());
  if (nearest === null) return [];
  const message = `In the sample there is no key \`${name}\` there; did you mean \`${nearest}\`?`;
  const at = source.indexOf(name, range[0]);
  const isPlain =
    /^[\p{L}\p{N}_ -]+$/u.test(nearest) && at !== -1 && at < range[1] && source.lastIndexOf(name, range[1]) === at;
  const diagnostic: Diagnostic = { severity: 'warning', code: 'missing_key', message, range };
  if (!isPlain) return [diagnostic];
  return [{ ...diagnostic, fix: { title: `Write \`${nearest}\``, range: [at, at + name.length], text: nearest } }];
}
