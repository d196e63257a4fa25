import ItemIcon from '@mui/icons-material/AutoStoriesOutlined';
import type { Item } from '../api/types.ts';
import { ItemList } from './ItemList.tsx';
import { ItemShow } from './ItemShow.tsx';

export const items = {
  list: ItemList,
  show: ItemShow,
  icon: ItemIcon,
  recordRepresentation: (item: Item) => item.label,
};
