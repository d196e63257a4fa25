import UsersIcon from '@mui/icons-material/PeopleOutlined';
import KeyIcon from '@mui/icons-material/VpnKeyOutlined';
import type { ApiKey, User } from '../api/types.ts';
import { KeyList } from './KeyList.tsx';
import { UserList } from './UserList.tsx';
import { UserShow } from './UserShow.tsx';

export const users = {
  list: UserList,
  show: UserShow,
  icon: UsersIcon,
  recordRepresentation: (user: User) => user.displayName,
};

export const apiKeys = {
  list: KeyList,
  icon: KeyIcon,
  recordRepresentation: (key: ApiKey) => key.name,
};
