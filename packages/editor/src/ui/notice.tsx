import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

type Tone = 'info' | 'good' | 'warn' | 'danger';

const tones = {
  info: { look: 'bg-accent-soft [&>svg]:text-accent', icon: Info },
  good: { look: 'bg-accent-soft [&>svg]:text-good', icon: CircleCheck },
  warn: { look: 'bg-warn-soft [&>svg]:text-warn', icon: TriangleAlert },
  danger: { look: 'bg-danger-soft [&>svg]:text-danger', icon: CircleAlert },
} satisfies Record<Tone, unknown>;

interface NoticeProps {
  readonly tone?: Tone;
  /** Said first, in stronger letters. */
  readonly title?: string;
  readonly children?: ReactNode;
  /** Shows a button that puts the notice away. */
  readonly onClose?: () => void;
  readonly className?: string;
}

/** What happened or what holds, beside the thing that it is about. Failures are spoken at once, the rest when there is time. */
export function Notice({ tone = 'info', title, children, onClose, className }: NoticeProps) {
  const { look, icon: Icon } = tones[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={classNames(
        'flex items-start gap-2.5 rounded-lg px-3 py-2.5 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0',
        look,
        className,
      )}
    >
      <Icon aria-hidden />
      <div className="min-w-0 flex-1 break-words">
        {title !== undefined && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {onClose !== undefined && (
        <IconButton label="Put this notice away" onClick={onClose} className="-my-1.5 -mr-1.5 size-8">
          <X />
        </IconButton>
      )}
    </div>
  );
}
