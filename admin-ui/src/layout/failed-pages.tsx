import LockIcon from '@mui/icons-material/LockOutlined';
import { Button } from '@mui/material';
import { type AdminProps, type CatchAllComponent, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { useDocumentTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, StateMessage } from '../widgets/StateMessage.tsx';

function Home() {
  const translate = useTranslate();
  return (
    <Button component={Link} to="/">
      {translate('app.home')}
    </Button>
  );
}

export function AccessDenied() {
  const translate = useTranslate();
  useDocumentTitle(translate('ra.page.access_denied'));
  return (
    <StateMessage
      icon={<LockIcon />}
      title={translate('ra.page.access_denied')}
      hint={translate('ra.message.access_denied')}
      action={<Home />}
    />
  );
}

export const NotFound: CatchAllComponent = () => {
  const translate = useTranslate();
  useDocumentTitle(translate('ra.page.not_found'));
  return (
    <StateMessage title={translate('ra.page.not_found')} hint={translate('ra.message.not_found')} action={<Home />} />
  );
};

export const FailedPage: Exclude<AdminProps['error'], undefined> = ({ error, resetErrorBoundary }) => (
  <ErrorMessage error={error} onRetry={() => resetErrorBoundary(error)} />
);
