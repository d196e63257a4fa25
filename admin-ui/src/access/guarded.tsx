import type { ComponentType } from 'react';
import { usePermissions } from 'react-admin';
import { AccessDenied } from '../layout/failed-pages.tsx';
import { LoadingMessage } from '../widgets/StateMessage.tsx';
import type { Permissions } from './permissions.ts';

/** The page for those who may, and the way home for those who followed a link to what is not theirs. */
export function guarded(permission: string, Page: ComponentType): ComponentType {
  return function GuardedPage() {
    const { permissions, isPending } = usePermissions<Permissions>();
    if (isPending) return <LoadingMessage />;
    return permissions?.includes(permission) ? <Page /> : <AccessDenied />;
  };
}
