import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { buttonClass } from '../ui/button.tsx';
import { Empty } from '../ui/states.tsx';

interface NotFoundPageProps {
  readonly title?: string;
  readonly children?: string;
}

export function NotFoundPage({ title = 'There is nothing here', children }: NotFoundPageProps) {
  return (
    <main className="flex h-full flex-col items-center justify-center">
      <title>Not found · Fabula</title>
      <Empty icon={<Compass />} title={title}>
        <p>{children ?? 'The address may be mistyped, or what it led to is gone.'}</p>
        <Link to="/stories" search={{}} className={buttonClass('secondary', 'mt-4')}>
          All stories
        </Link>
      </Empty>
    </main>
  );
}
