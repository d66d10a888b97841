/** The frame of every page behind the sign-in. */
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery } from '../data/session.ts';
import { CommandList } from './command-list.tsx';

export function Shell() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const router = useRouter();
  useEffect(() => {
    // The session ended while a page was open: signed out, here or in another tab, or expired.
    if (user === null) void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
  }, [user, router]);
  if (!user) return null;
  return (
    <>
      <Outlet />
      <CommandList />
    </>
  );
}
