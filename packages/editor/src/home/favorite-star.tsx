/** Marks a story as one that is looked for often. */
import { useQuery } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { favoritesQuery, useMarkFavorite } from '../data/favorites.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';

interface FavoriteStarProps {
  readonly storyId: number;
  readonly storyName: string;
  readonly onProblem: (problem: string) => void;
}

export function FavoriteStar({ storyId, storyName, onProblem }: FavoriteStarProps) {
  const { data: favorites } = useQuery(favoritesQuery);
  const mark = useMarkFavorite(storyId);
  const isFavorite = favorites?.has(storyId) ?? false;
  return (
    <IconButton
      label={isFavorite ? `Take ${storyName} off your favourites` : `Make ${storyName} a favourite`}
      aria-pressed={isFavorite}
      disabled={favorites === undefined}
      onClick={() => mark.mutate(!isFavorite, { onError: (error) => onProblem(`${storyName}: ${error.message}`) })}
      className={classNames(
        'relative',
        !isFavorite && 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100',
      )}
    >
      <Star className={classNames(isFavorite && 'fill-current text-warn')} />
    </IconButton>
  );
}
