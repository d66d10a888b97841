import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { Chip } from '../ui/chip.tsx';

/** How grave a line of a log is: 2 is a warning, 3 information, 4 an error. */
export function LevelChip({ level }: { readonly level: number }) {
  if (level === 4) {
    return (
      <Chip tone="danger">
        <CircleAlert aria-hidden /> Error
      </Chip>
    );
  }
  if (level === 2) {
    return (
      <Chip tone="warn">
        <TriangleAlert aria-hidden /> Warning
      </Chip>
    );
  }
  return (
    <Chip>
      <Info aria-hidden /> Info
    </Chip>
  );
}
