/** The frame of every page behind the sign-in. */
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery } from '../data/session.ts';

export function Shell() {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const navigate = useNavigate();
  const href = useRouterState({ select: (state) => state.location.href });
  useEffect(() => {
    // The session ended while a page was open: signed out in another tab, or expired.
    if (user === null) void navigate({ to: '/sign-in', search: { next: href } });
  }, [user, navigate, href]);
  if (!user) return null;
  return <Outlet />;
}
