import { z } from 'zod';

/** A label in the two languages of the product (Simplified Chinese and English). */
export interface Label {
  readonly zh: string;
  readonly en: string;
}

/** A closed list: its values in their order, their labels, and a Zod schema that accepts nothing else. */
export interface ClosedList<V extends string> {
  readonly values: readonly [V, ...V[]];
  readonly labels: Readonly<Record<V, Label>>;
  readonly schema: z.ZodEnum<{ [K in V]: K }>;
}

function closedList<const L extends Record<string, readonly [zh: string, en: string]>>(
  entries: L,
): ClosedList<Extract<keyof L, string>> {
  type V = Extract<keyof L, string>;
  const values = Object.keys(entries) as [V, ...V[]];
  const labels = Object.fromEntries(Object.entries(entries).map(([key, [zh, en]]) => [key, { zh, en }]));
  return { values, labels: labels as Record<V, Label>, schema: z.enum(values) as ClosedList<V>['schema'] };
}

/** What the customer feels, as heard in their words. */
export const emotions = closedList({
  calm: ['平静', 'Calm'],
  anxious: ['焦虑', 'Anxious'],
  confused: ['困惑', 'Confused'],
  disappointed: ['失望', 'Disappointed'],
  frustrated: ['不满', 'Frustrated'],
  angry: ['愤怒', 'Angry'],
  grateful: ['感谢', 'Grateful'],
});

export const riskLevels = closedList({
  low: ['低', 'Low'],
  medium: ['中', 'Medium'],
  high: ['高', 'High'],
});

/** Why a conversation may turn into harm for the customer or the institution. */
export const riskKinds = closedList({
  regulator: ['投诉至监管', 'Complaint to the regulator'],
  media: ['媒体或网络曝光', 'Media or social exposure'],
  legal: ['法律诉讼', 'Legal action'],
  self_harm: ['自伤或极端行为', 'Self-harm or extreme acts'],
  fraud: ['欺诈或盗用', 'Fraud or account takeover'],
  privacy: ['个人信息泄露', 'Personal data leak'],
  churn: ['客户流失', 'Customer leaving'],
  vulnerable: ['特殊人群', 'Vulnerable customer'],
});

export const callStages = closedList({
  opening: ['开场', 'Opening'],
  verifying: ['核验身份', 'Verifying identity'],
  understanding: ['了解诉求', 'Understanding the matter'],
  solving: ['处理', 'Solving'],
  confirming: ['确认结果', 'Confirming the result'],
  closing: ['结束', 'Closing'],
});

/** How a call ended. */
export const outcomes = closedList({
  solved: ['已解决', 'Solved'],
  escalated: ['已升级', 'Escalated'],
  unresolved: ['未解决', 'Unresolved'],
  abandoned: ['客户挂断', 'Abandoned'],
  unknown: ['未知', 'Unknown'],
});

export const cardLevels = closedList({
  core: ['核心', 'Core'],
  detail: ['详情', 'Detail'],
  alert: ['警示', 'Alert'],
});

export const cardKinds = closedList({
  scenario: ['场景指引', 'Scenario guidance'],
  step: ['下一步', 'Next step'],
  script: ['话术', 'Script'],
  practice: ['最佳实践', 'Best practice'],
  clause: ['条款依据', 'Clause'],
  product: ['产品条款', 'Product term'],
  procedure: ['流程规范', 'Procedure'],
  risk: ['风险提示', 'Risk'],
});

export const evidenceKinds = closedList({
  states: ['原文表述', 'States it'],
  supports: ['支持', 'Supports it'],
  example: ['案例', 'Example of it'],
  contradicts: ['相左', 'Contradicts it'],
});

/** Who may be shown an item. */
export const audiences = closedList({
  agent: ['坐席', 'Agents'],
  expert: ['专家', 'Experts'],
  customer: ['客户', 'Customers'],
});

/** Who must review: one expert, or two different ones of whom one is of product or compliance. In rising strictness. */
export const governances = closedList({
  one_review: ['一人审核', 'One review'],
  two_reviews: ['两人审核（其一为产品或合规）', 'Two reviews, one by product or compliance'],
});

/** How a version came into force. */
export const approvals = closedList({
  expert: ['专家批准', 'Approved by experts'],
  auto: ['自动加入', 'Added automatically'],
  system: ['系统决定', 'System decision'],
});

export const sourceTypes = closedList({
  recording: ['录音', 'Recording'],
  transcript: ['通话文本', 'Transcript'],
  document: ['文档', 'Document'],
  attestation: ['专家口述', 'Attestation'],
});

export const segmentKinds = closedList({
  utterance: ['话轮', 'Utterance'],
  section: ['章节', 'Section'],
  article: ['条', 'Article'],
});

export const speakerRoles = closedList({
  customer: ['客户', 'Customer'],
  agent: ['坐席', 'Agent'],
});

export const languages = closedList({
  'zh-Hans': ['简体中文', 'Chinese (Simplified)'],
  'zh-Hant': ['繁体中文', 'Chinese (Traditional)'],
  en: ['英语', 'English'],
});

export const channels = closedList({
  phone: ['电话', 'Phone'],
  chat: ['在线', 'Chat'],
  branch: ['网点', 'Branch'],
  email: ['邮件', 'E-mail'],
});

export const proposalStatuses = closedList({
  draft: ['草稿', 'Draft'],
  in_review: ['审核中', 'In review'],
  changes_requested: ['待修改', 'Changes requested'],
  approved: ['已批准', 'Approved'],
  rejected: ['已拒绝', 'Rejected'],
  withdrawn: ['已撤回', 'Withdrawn'],
});

export const changesetStatuses = closedList({
  open: ['准备中', 'Open'],
  in_review: ['审核中', 'In review'],
  approved: ['已批准', 'Approved'],
  published: ['已发布', 'Published'],
  abandoned: ['已放弃', 'Abandoned'],
});

/** What becomes of an item that a changeset touches. */
export const changesetActions = closedList({
  update: ['修改', 'Update'],
  suspend: ['暂停使用', 'Suspend'],
  retire: ['停用', 'Retire'],
  keep: ['保留', 'Keep'],
});

export const versionStates = closedList({
  scheduled: ['待生效', 'Scheduled'],
  in_force: ['生效中', 'In force'],
  suspended: ['已暂停', 'Suspended'],
  superseded: ['已被取代', 'Superseded'],
  expired: ['已到期', 'Expired'],
  retracted: ['已撤回', 'Retracted'],
  erased: ['已清除', 'Erased'],
});

export const decisionActions = closedList({
  publish: ['发布', 'Publish'],
  retract: ['撤回', 'Retract'],
  suspend: ['暂停', 'Suspend'],
  resume: ['恢复', 'Resume'],
});

/** What an agent's screen says of a card. */
export const feedbackKinds = closedList({
  shown: ['已显示', 'Shown'],
  opened: ['已展开', 'Opened'],
  used: ['已采用', 'Used'],
  dismissed: ['没有帮助', 'Not helpful'],
  wrong: ['内容有误', 'Wrong'],
});

export const roles = closedList({
  agent: ['坐席', 'Agent'],
  annotator: ['标注专家', 'Annotator'],
  reviewer: ['审核专家', 'Reviewer'],
  product: ['产品', 'Product'],
  compliance: ['合规', 'Compliance'],
  supervisor: ['主管', 'Supervisor'],
  operator: ['运维', 'Operator'],
  admin: ['管理员', 'Administrator'],
});

/** What an API key may do; a key has nothing but its scopes. */
export const apiScopes = closedList({
  guidance: ['获取指引', 'Ask for guidance'],
  calls: ['推送通话', 'Stream calls'],
  ingest: ['导入资料', 'Ingest sources'],
  outcomes: ['写入结果', 'Write outcomes'],
  feed: ['订阅发布', 'Follow the feed'],
});

/** What about agents' conduct was compared. */
export const practiceSorts = closedList({
  presence: ['是否做', 'Whether it is done'],
  order: ['先后次序', 'In which order'],
  wording: ['用词', 'In which words'],
  timing: ['早晚', 'How early'],
});

/** What an expert says of a past call, or of words in it. */
export const annotationKinds = closedList({
  scenario: ['典型场景', 'Scenario'],
  complaint_type: ['投诉类型', 'Complaint type'],
  emotion: ['情绪', 'Emotion'],
  need: ['潜在诉求', 'Need'],
  step: ['处理步骤', 'Step'],
  practice: ['最佳实践', 'Best practice'],
  risk: ['风险', 'Risk'],
});

/** How far a call that experts annotate has come. */
export const annotationTaskStatuses = closedList({
  open: ['标注中', 'Being annotated'],
  done: ['已完成（一人）', 'Done by one expert'],
  agreed: ['两人一致', 'Agreed'],
  disputed: ['待裁定', 'To be adjudicated'],
  adjudicated: ['已裁定', 'Adjudicated'],
});

/** Why a call is the next to be annotated. */
export const annotationReasons = closedList({
  uncertain: ['系统拿不准属于哪个场景', 'The miner is not sure what it is about'],
  frequent: ['常见场景', 'Its scenario is frequent'],
  risky: ['风险较高', 'It is risky'],
  uncovered: ['该场景标注还很少', 'Its scenario is hardly annotated yet'],
});

type ValueOf<L> = L extends ClosedList<infer V> ? V : never;
export type AnnotationKind = ValueOf<typeof annotationKinds>;
export type AnnotationTaskStatus = ValueOf<typeof annotationTaskStatuses>;
export type AnnotationReason = ValueOf<typeof annotationReasons>;
export type PracticeSort = ValueOf<typeof practiceSorts>;
export type Emotion = ValueOf<typeof emotions>;
export type RiskLevel = ValueOf<typeof riskLevels>;
export type RiskKind = ValueOf<typeof riskKinds>;
export type CallStage = ValueOf<typeof callStages>;
export type Outcome = ValueOf<typeof outcomes>;
export type CardLevel = ValueOf<typeof cardLevels>;
export type CardKind = ValueOf<typeof cardKinds>;
export type EvidenceKind = ValueOf<typeof evidenceKinds>;
export type Audience = ValueOf<typeof audiences>;
export type Governance = ValueOf<typeof governances>;
export type Approval = ValueOf<typeof approvals>;
export type SourceType = ValueOf<typeof sourceTypes>;
export type SegmentKind = ValueOf<typeof segmentKinds>;
export type SpeakerRole = ValueOf<typeof speakerRoles>;
export type Language = ValueOf<typeof languages>;
export type Channel = ValueOf<typeof channels>;
export type ProposalStatus = ValueOf<typeof proposalStatuses>;
export type ChangesetStatus = ValueOf<typeof changesetStatuses>;
export type ChangesetAction = ValueOf<typeof changesetActions>;
export type VersionState = ValueOf<typeof versionStates>;
export type DecisionAction = ValueOf<typeof decisionActions>;
export type FeedbackKind = ValueOf<typeof feedbackKinds>;
export type Role = ValueOf<typeof roles>;
export type ApiScope = ValueOf<typeof apiScopes>;
