import { Check, Copy, Crosshair, Link2, SquareCode } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';

const confirmForMs = 1_500;

const icons = { copy: Copy, path: Crosshair, pill: SquareCode, link: Link2 };

interface CopyButtonProps {
  readonly label: string;
  readonly text: string | (() => string);
  /** `path`: what is copied says where something is, not what. `pill`: the same, as a text reads it. `link`: it is an address. */
  readonly icon?: keyof typeof icons;
  readonly className?: string;
  readonly tabIndex?: number;
}

export function CopyButton({ label, text, icon = 'copy', ...rest }: CopyButtonProps) {
  const [isDone, setDone] = useState(false);
  const Icon = icons[icon];
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), confirmForMs);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <IconButton
      label={isDone ? 'Copied' : label}
      {...rest}
      onClick={async () => setDone(await copyText(typeof text === 'string' ? text : text()))}
    >
      {isDone ? <Check className="text-good" /> : <Icon />}
    </IconButton>
  );
}

/** Copies, also where the page came over plain HTTP and the browser hides its clipboard. */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by the browser; the older way may still be allowed.
    }
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('readonly', '');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
