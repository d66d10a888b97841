/** What upstream actions gave, for the tests of editor services. */
import { parseJson } from '../value/json.ts';
import { isObjectValue, type ObjectValue } from '../value/value.ts';

export function sampleFrom(json: string): ObjectValue {
  const parsed = parseJson(json);
  if (!parsed.ok || !isObjectValue(parsed.value)) throw new Error('the sample is no object');
  return parsed.value;
}

export const sample = sampleFrom(`{
  "get_orders": {
    "items": [
      {"id": 1, "name": "Anna", "price": 2.5, "two words": "x", "owner": {"email": "anna@example.com"}},
      {"id": 2, "name": "Bert", "price": 7.5, "two words": "y", "owner": {"email": "bert@example.com"}}
    ],
    "total": 2,
    "status": "ok",
    "is_last": false,
    "user-agent": "curl",
    "nothing": null
  },
  "find_user": {"email": "anna@example.com", "roles": ["admin", "author"]},
  "LOCAL": {"limit": 5},
  "RESOURCE": {"allow_list": ["a", "b"]}
}`);
