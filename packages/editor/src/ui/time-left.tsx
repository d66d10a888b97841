import { shortDuration } from './relative-time.ts';
import { useNow } from './time-ago.tsx';
import { exactTime, useTimeZone } from './time-zone.ts';

/** "14 min left", counted down in steps of ten seconds. */
export function TimeLeft({ until, className }: { readonly until: string; readonly className?: string }) {
  const then = Date.parse(until);
  const zone = useTimeZone();
  const seconds = Math.floor((then - useNow()) / 1_000);
  const left = seconds < 60 ? Math.ceil(seconds / 10) * 10 : Math.floor(seconds / 60) * 60;
  return (
    <time dateTime={until} title={exactTime(then, zone)} className={className}>
      {left > 0 ? `${shortDuration(left)} left` : 'time is up'}
    </time>
  );
}
