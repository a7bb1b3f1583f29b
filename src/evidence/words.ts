import type { Action, Band } from '../check/policy.ts'
import type { SignalName } from '../check/signal.ts'

export type Language = 'zh' | 'en'

/** The document's words. They report evidence: nothing here says what anybody meant to do. */
export interface Words {
  title: string
  subtitle: string
  check: string
  bands: Record<Band, [headline: string, explanation: string]>
  actions: Record<Action, string>
  channels: Record<'refund' | 'dispute' | 'appeal', string>
  outcomes: Record<'fake' | 'genuine' | 'unresolved', string>
  signals: Record<SignalName, [name: string, question: string]>
  /** Why a signal has nothing to say. */
  unavailable: Record<string, string>
  moments: Record<'captured' | 'ordered' | 'delivered' | 'opened' | 'seen' | 'checked' | 'decided' | 'issued', string>
  claim: Record<string, string>
  facts: Record<string, string>
  values: Record<string, string>
  sections: Record<
    | 'verdict'
    | 'claim'
    | 'timeline'
    | 'photos'
    | 'matches'
    | 'changes'
    | 'decisions'
    | 'limits'
    | 'versions'
    | 'verify',
    string
  >
  score: (score: number) => string
  scoreOfPhoto: (score: number) => string
  action: string
  photo: (index: number) => string
  noReasons: string
  nothingFound: string
  noMatches: string
  firstCheck: string
  noChanges: string
  noDecisions: string
  thisPhoto: string
  earlierPhoto: string
  reference: string
  earlierGone: string
  mapCaption: string
  keptCaption: string
  notKept: string
  noMap: string
  drop: string
  dropSame: string
  dropOther: string
  dropUnable: string
  originalFile: string
  file: string
  size: string
  limits: string[]
  limitDegraded: string
  limitInsufficient: string
  versions: { service: string; policy: string; model: string; weights: string }
  verify: string[]
  time: (iso: string) => string
  print: string
  no: string
  yes: string
}

const shownTime = (iso: string): string =>
  /^\d{4}-\d\d-\d\dT.*Z$/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` : iso

/** Never 0 or 1: nothing is that sure. */
const shownScore = (score: number): string => {
  if (score > 0.99) return '> 0.99'
  return score < 0.01 ? '< 0.01' : score.toFixed(2)
}

const en: Words = {
  title: 'Evidence document',
  subtitle: 'What was found in the photos of one claim, and how surely',
  check: 'Check',
  bands: {
    clear: [
      'Nothing found that speaks against it',
      'No evidence was found against these photos. That is no proof that they are genuine.',
    ],
    review: ['A person should look', 'Some evidence calls for a second look. It also occurs in ordinary photos.'],
    suspect: [
      'Strong evidence that something does not fit',
      'The evidence below is strong. What it means for the claim is for people to decide.',
    ],
    insufficient: [
      'Not enough to go on',
      'The photos do not carry enough to say anything either way. That counts against nobody.',
    ],
  },
  actions: {
    pass: 'go on as usual',
    ask_for_more: 'ask for another photo or a video',
    review: 'have a person look',
    hold: 'wait until a person has looked',
  },
  channels: { refund: 'Refund', dispute: 'Dispute', appeal: 'Appeal' },
  outcomes: { fake: 'Not genuine', genuine: 'Genuine', unresolved: 'Left open' },
  signals: {
    generated: ['Picture', 'Does the picture itself look generated?'],
    provenance: ['Origin marks', 'What does the file say of its own making?'],
    camera: ['Camera', 'Do camera and time of capture fit the claim?'],
    encoding: ['File', 'How was the file written and passed on?'],
    reuse: ['Seen before', 'Was this picture sent with another order?'],
    history: ['History', "What did people decide of this buyer's earlier claims?"],
  },
  unavailable: {
    EXIF_STRIPPED: 'The file carries no camera data; most messengers remove them.',
    NO_CAMERA_FACTS: 'The file carries data, but none of a camera.',
    PHOTO_TOO_SMALL: 'The photo is too small for the detector.',
    PHOTO_TOO_FLAT: 'The photo has too little texture for the detector.',
    PHOTO_TOO_COMPRESSED: 'The photo was compressed too much for the detector.',
    NO_BUYER: 'The claim names no buyer.',
    NO_HISTORY: 'No earlier claim of this buyer was decided.',
    NO_ENCODING_FACTS: 'Nothing worth telling in the way the file is written.',
    NO_PROVENANCE: 'The file says nothing of its making; most photos do not.',
    TIMED_OUT: 'This look took too long and was given up.',
    FAILED: 'This look failed.',
  },
  moments: {
    captured: "Captured, by the camera's clock",
    ordered: 'Ordered',
    delivered: 'Delivered',
    opened: 'Claim opened',
    seen: 'The same picture in another check',
    checked: 'This check',
    decided: 'Decided by people',
    issued: 'This document was made',
  },
  claim: {
    channel: 'Channel',
    orderId: 'Order',
    buyerId: 'Buyer',
    merchantId: 'Merchant',
    productId: 'Product',
    category: 'Category',
    amount: 'Amount',
    currency: 'Currency',
    orderedAt: 'Ordered',
    deliveredAt: 'Delivered',
    openedAt: 'Claim opened',
  },
  facts: {
    producer: 'Producer',
    editor: 'Editor',
    software: 'Software',
    make: 'Make',
    model: 'Model',
    tiles: 'Tiles looked at',
    takenAt: 'Taken at',
    days: 'Days',
    stated: 'Size the camera wrote',
    coded: 'Size of the file',
    quality: 'JPEG quality',
    subsampling: 'Colour sampling',
    progressive: 'Progressive',
    standardTables: 'Standard tables',
    kind: 'Kind',
    bytes: 'Bytes',
    size: 'Size',
    where: 'Found in',
    checkId: 'Check',
    photo: 'Photo',
    seenAt: 'Seen at',
    distance: 'Distance, of 256 bits',
    transformation: 'Shown',
    matches: 'Matches',
    mark: 'Mark',
    marks: 'Marks',
    sourceType: 'Source type',
    state: 'State of the signature',
    signer: 'Signer',
    generator: 'Written by',
    label: 'Label',
    labelType: 'Label',
    part: 'Part',
    lens: 'Lens',
    likeness: 'Likeness',
    remote: 'Kept elsewhere',
    fake: 'Not genuine',
    genuine: 'Genuine',
    suspect: 'Suspect',
    of: 'Of',
    producerZh: 'Producer (Chinese)',
    genAiType: 'Type',
    thumbnail: 'Preview inside',
    referenceId: 'Reference',
    buyers: 'Buyers',
    other: 'Other photo',
    reused: 'Seen before',
    producerCode: 'Code of the producer',
    produceId: 'Number of the product',
  },
  values: { upright: 'as it is', none: 'the same bytes' },
  sections: {
    verdict: 'Verdict',
    claim: 'Claim',
    timeline: 'Timeline',
    photos: 'Photos',
    matches: 'Matches side by side',
    changes: 'What the appeal changed',
    decisions: 'What people decided',
    limits: 'What this cannot know',
    versions: 'Versions',
    verify: 'How to verify this document',
  },
  score: (score) =>
    `Score ${shownScore(score)} on a scale from 0 (looks like a genuine photo of this order) to 1 (surely not).`,
  scoreOfPhoto: shownScore,
  action: 'Suggested',
  photo: (index) => `Photo ${index + 1}`,
  noReasons: 'No single reason weighs anything.',
  nothingFound: 'Nothing found.',
  noMatches: 'None of these pictures was seen in another order.',
  firstCheck: 'First check',
  noChanges: 'Nothing: both versions say the same.',
  noDecisions: 'Nobody has recorded a decision yet.',
  thisPhoto: 'This claim',
  earlierPhoto: 'The other check',
  reference: 'A picture known beforehand',
  earlierGone: 'That check has been deleted since; its hash is no longer kept.',
  mapCaption:
    'Where the detector looked: the stronger the colour, the more that place weighed. A map of attention, no proof of an edit.',
  keptCaption: 'The photo as it was kept.',
  notKept:
    'The pixels were not kept. Whoever has the photo can drop it here: it is compared by its hash and laid under the map, and stays on this device.',
  noMap: 'There is no map for this photo.',
  drop: 'Choose the photo',
  dropSame: 'The same file: its hash is the one above.',
  dropOther: 'Another file: its hash is not the one above.',
  dropUnable: 'This browser cannot compute the hash here; open the document over https.',
  originalFile: 'Name as sent',
  file: 'SHA-256',
  size: 'Type and size',
  limits: [
    'It cannot know what happened to the goods. It looks at photos and at what their files say.',
    'A genuine photo can carry every trace told here: apps re-save, crop and strip files, clocks are wrong, and phones improve pictures with AI by themselves.',
    'A made-up photo can carry no trace at all, and marks in a file can be written or removed by anybody who can edit files.',
    'Missing data never counted against the buyer: a signal without anything to look at adds nothing to the score.',
    'The score is calibrated on photos known to us; on other kinds of photos it may be less exact.',
  ],
  limitDegraded: 'One of the looks failed during this check, so the verdict rests on the others.',
  limitInsufficient: 'The detector could not look at every photo.',
  versions: { service: 'Service', policy: 'Policy', model: 'Model', weights: 'SHA-256 of the weights' },
  verify: [
    'The facts of this document are signed (JWS, EdDSA), and the signature is part of this file. Saved as it is, it can be verified without a network:',
    'The public keys stand at /.well-known/jwks.json of the service that made it. Any change to the facts, the text or the pictures is found.',
  ],
  time: shownTime,
  print: 'Print or save as PDF',
  yes: 'yes',
  no: 'no',
}

const zh: Words = {
  title: '证据文书',
  subtitle: '一次申请的照片中发现了什么，把握有多大',
  check: '检查编号',
  bands: {
    clear: ['未见异常', '没有发现对这些照片不利的证据。这并不等于证明照片属实。'],
    review: ['建议人工查看', '有一些迹象值得再看一眼；普通照片中也会出现这些迹象。'],
    suspect: ['有较强证据表明存疑', '下列证据较强。它对本次申请意味着什么，由人来判断。'],
    insufficient: ['依据不足', '照片所含信息不足以作出任何判断。这对任何一方都没有不利影响。'],
  },
  actions: {
    pass: '按正常流程处理',
    ask_for_more: '请对方补充照片或视频',
    review: '由人工查看',
    hold: '等待人工查看后再处理',
  },
  channels: { refund: '退款', dispute: '纠纷', appeal: '申诉' },
  outcomes: { fake: '不属实', genuine: '属实', unresolved: '未定' },
  signals: {
    generated: ['画面', '画面本身像是生成的吗？'],
    provenance: ['来源标识', '文件如何说明自己的来历？'],
    camera: ['相机', '相机与拍摄时间是否与申请相符？'],
    encoding: ['文件', '文件是怎样写成和转存的？'],
    reuse: ['既往出现', '同一画面是否在其他订单中提交过？'],
    history: ['历史', '该买家以往的申请经人工如何判定？'],
  },
  unavailable: {
    EXIF_STRIPPED: '文件不含相机信息；多数聊天软件会去除这些信息。',
    NO_CAMERA_FACTS: '文件含有其他信息，但没有相机信息。',
    PHOTO_TOO_SMALL: '照片尺寸太小，检测模型无法判断。',
    PHOTO_TOO_FLAT: '照片纹理太少，检测模型无法判断。',
    PHOTO_TOO_COMPRESSED: '照片压缩过度，检测模型无法判断。',
    NO_BUYER: '申请中没有注明买家。',
    NO_HISTORY: '该买家没有经人工判定的既往申请。',
    NO_ENCODING_FACTS: '文件的写法没有值得说明之处。',
    NO_PROVENANCE: '文件没有说明自己的来历；多数照片都没有。',
    TIMED_OUT: '此项耗时过长，已放弃。',
    FAILED: '此项未能完成。',
  },
  moments: {
    captured: '拍摄（按相机时钟）',
    ordered: '下单',
    delivered: '签收',
    opened: '提交申请',
    seen: '同一画面出现在另一次检查中',
    checked: '本次检查',
    decided: '人工判定',
    issued: '生成本文书',
  },
  claim: {
    channel: '渠道',
    orderId: '订单',
    buyerId: '买家',
    merchantId: '商家',
    productId: '商品',
    category: '品类',
    amount: '金额',
    currency: '币种',
    orderedAt: '下单时间',
    deliveredAt: '签收时间',
    openedAt: '申请时间',
  },
  facts: {
    producer: '制作方',
    editor: '编辑软件',
    software: '软件',
    make: '厂商',
    model: '型号',
    tiles: '查看的图块',
    takenAt: '拍摄时间',
    days: '天数',
    stated: '相机写入的尺寸',
    coded: '文件尺寸',
    quality: 'JPEG 质量',
    subsampling: '色度采样',
    progressive: '渐进式',
    standardTables: '标准量化表',
    kind: '类型',
    bytes: '字节',
    size: '尺寸',
    where: '所在位置',
    checkId: '检查编号',
    photo: '照片',
    seenAt: '出现时间',
    distance: '差异位数（共 256 位）',
    transformation: '画面方向',
    matches: '匹配数',
    mark: '标识',
    marks: '标识明细',
    sourceType: '来源类型',
    state: '签名状态',
    signer: '签名方',
    generator: '写入方',
    label: '标识值',
    labelType: '标识值',
    part: '部分',
    lens: '镜头',
    likeness: '相似度',
    remote: '存放在别处',
    fake: '不属实',
    genuine: '属实',
    suspect: '存疑',
    of: '共',
    producerZh: '制作方（中文）',
    genAiType: '类型',
    thumbnail: '内嵌缩略图',
    referenceId: '参考画面',
    buyers: '买家数',
    other: '另一张照片',
    reused: '曾出现',
    producerCode: '制作方代码',
    produceId: '制作编号',
  },
  values: { upright: '原样', none: '逐字节相同' },
  sections: {
    verdict: '结论',
    claim: '申请',
    timeline: '时间线',
    photos: '照片',
    matches: '匹配画面对照',
    changes: '申诉带来的变化',
    decisions: '人工判定',
    limits: '本方法无法得知的事',
    versions: '版本',
    verify: '如何核验本文书',
  },
  score: (score) => `评分 ${shownScore(score)}：0 表示看起来是本订单的真实照片，1 表示几乎肯定不是。`,
  scoreOfPhoto: shownScore,
  action: '建议',
  photo: (index) => `照片 ${index + 1}`,
  noReasons: '没有单独起作用的理由。',
  nothingFound: '没有发现。',
  noMatches: '这些画面都没有在其他订单中出现过。',
  firstCheck: '首次检查',
  noChanges: '没有变化：两个版本结论一致。',
  noDecisions: '目前没有人工判定的记录。',
  thisPhoto: '本次申请',
  earlierPhoto: '另一次检查',
  reference: '事先已知的画面',
  earlierGone: '该检查已被删除，其哈希值不再保留。',
  mapCaption: '检测模型关注的位置：颜色越强，该处所占分量越大。它表示关注程度，并不证明该处被改动。',
  keptCaption: '留存的照片。',
  notKept: '画面没有留存。持有照片的人可以把它拖到这里：将按哈希值比对，并显示在热力图之下；照片不会离开本机。',
  noMap: '这张照片没有热力图。',
  drop: '选择照片',
  dropSame: '是同一文件：哈希值与上方一致。',
  dropOther: '是另一个文件：哈希值与上方不同。',
  dropUnable: '浏览器无法在此计算哈希值；请通过 https 打开本文书。',
  originalFile: '提交时的文件名',
  file: 'SHA-256',
  size: '格式与尺寸',
  limits: [
    '它无法得知货物实际发生了什么，只查看照片以及文件所载的信息。',
    '真实照片也可能带有上述任何迹象：应用会重新保存、裁剪或去除信息，时钟会不准，手机也会自行用 AI 优化画面。',
    '虚构的照片也可能毫无痕迹；文件中的标识可以被任何会编辑文件的人写入或去除。',
    '信息缺失从不对买家不利：没有内容可看的项目对评分没有任何影响。',
    '评分是在我们已知的照片上校准的；对其他类型的照片可能不够准确。',
  ],
  limitDegraded: '本次检查中有一项未能完成，结论依据其余各项作出。',
  limitInsufficient: '检测模型未能查看全部照片。',
  versions: { service: '服务', policy: '策略', model: '模型', weights: '权重的 SHA-256' },
  verify: [
    '本文书所载事实经过签名（JWS，EdDSA），签名就在本文件中。原样保存后，可以在不联网的情况下核验：',
    '公钥位于生成本文书的服务的 /.well-known/jwks.json。对事实、文字或图片的任何改动都会被发现。',
  ],
  time: shownTime,
  print: '打印或存为 PDF',
  yes: '是',
  no: '否',
}

export const words: Record<Language, Words> = { en, zh }
