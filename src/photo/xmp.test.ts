import { describe, expect, it } from 'vitest'
import { xmpValues } from './xmp.ts'

describe('an XMP property', () => {
  it.each([
    ['attribute', '<d p:Name="a &amp; b">'],
    ['attribute in single quotes with spaces', "<d p:Name = 'a &amp; b'>"],
    ['element', '<p:Name>a &amp; b</p:Name>'],
    ['element with attributes', '<p:Name xml:lang="x">a &#38; b</p:Name>'],
    ['element with a list', '<p:Name><rdf:Alt><rdf:li xml:lang="x-default">a &#x26; b</rdf:li></rdf:Alt></p:Name>'],
    ['CDATA', '<p:Name><![CDATA[a & b]]></p:Name>'],
    ['resource', '<p:Name rdf:resource="a &amp; b"/>'],
  ])('is read as %s', (_, packet) => expect(xmpValues(packet, 'Name')).toEqual(['a & b']))

  it('is not taken from longer names, closing tags, other text or broken markup', () => {
    for (const packet of [
      '<p:Names>a</p:Names>',
      '</p:Name>a',
      'see p:Name here',
      '<p:Name>a',
      '<p:Name',
      '<d p:Name="a',
      ':Name="a"',
      '',
    ]) {
      expect(xmpValues(packet, 'Name'), packet).toEqual([])
    }
  })

  it('keeps entities that XML does not have, and empty values out', () => {
    expect(xmpValues('<d p:Name="&nbsp;&#0;x">', 'Name')).toEqual(['&nbsp;&#0;x'])
    expect(xmpValues('<d p:Name=""><q:Name> </q:Name>', 'Name')).toEqual([])
  })
})
