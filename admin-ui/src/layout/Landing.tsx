import { usePermissions } from 'react-admin';
import { Navigate } from 'react-router-dom';
import { landingPage, type Permissions } from '../access/permissions.ts';
import { LoadingMessage } from '../widgets/StateMessage.tsx';

/** Takes people to the first page that is theirs. */
export function Landing() {
  const { permissions } = usePermissions<Permissions>();
  return permissions ? <Navigate to={landingPage(permissions)} replace /> : <LoadingMessage />;
}
