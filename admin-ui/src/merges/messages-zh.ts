/** 合并条目页面的文字。 */
export const mergesZh = {
  title: '%{alias} = %{name}',
  joined: '合为一个',
  apart: '已拆开',
  why: '原因：',
  reason: {
    alias: '一份文档写明另一份的名称是其别名',
    near_duplicate: '文本有 %{share} 相同，标题只差在副本的写法上',
  },
  this_side: '被并入的一方',
  other_side: '并入到',
  document: '文档：',
  undo: '拆开',
  undo_hint: '“%{alias}”将永久成为单独的条目：系统重新读取其文档，并以提案提交。请驳回此前用合并名称提出的提案。',
  taken_apart: '拆开者：',
};
