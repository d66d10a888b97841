/** What every target is asked and must answer: the work of examples/stories/bench-sync.json. */
import { isDeepStrictEqual } from 'node:util';

/** About 250 bytes, as a small webhook is. */
export const order = JSON.stringify({
  id: 4711,
  customer: { name: 'Ada Example', country: 'IE', email: 'ada@example.com', since: '2021-05-10T08:56:50Z' },
  price: 24.5,
  quantity: 8,
  note: 'Leave it with the neighbours if nobody is at home; the bell does not work.',
});

const expected = { reference: 'order-4711', total: 196, decision: 'review' };

/** One request, before anything is measured: a target that answers something else must not be compared. */
export async function checkAnswer(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: order });
  const text = await response.text();
  if (!response.ok || !isDeepStrictEqual(JSON.parse(text), expected)) {
    throw new Error(`${url} answered ${response.status} ${text}`);
  }
}
