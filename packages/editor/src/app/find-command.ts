/** What the list of commands offers for a text: commands of the page, places, stories. */
import type { StoryResponse } from '@fabula/model';
import type { Command } from '../ui/commands.ts';

export type Offer =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'place'; readonly name: string; readonly to: string }
  | { readonly kind: 'story'; readonly story: Pick<StoryResponse, 'id' | 'name'> };

const mostOffered = 30;

export function nameOfOffer(offer: Offer): string {
  if (offer.kind === 'command') return offer.command.name;
  return offer.kind === 'place' ? offer.name : offer.story.name;
}

/** Those that have every typed word in their names, the beginning of a name first. All, where nothing is typed. */
export function findOffers(offers: readonly Offer[], text: string): readonly Offer[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = (offer: Offer): number =>
    nameOfOffer(offer)
      .toLowerCase()
      .startsWith(words[0] ?? '')
      ? 0
      : 1;
  return offers
    .filter((offer) => words.every((word) => nameOfOffer(offer).toLowerCase().includes(word)))
    .map((offer, index) => ({ offer, index }))
    .sort((a, b) => rank(a.offer) - rank(b.offer) || a.index - b.index)
    .slice(0, mostOffered)
    .map(({ offer }) => offer);
}
