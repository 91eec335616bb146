//! What Arrow says of lengths, looked at before anything decodes it: memory for a packed buffer is asked for by the
//! length that is written before it, and where that is wrong the system ends the program.

use arrow_ipc::{Block, Message, root_as_footer, root_as_message};

use super::form::Form;
use super::row::MOST_BYTES;

/// Stands before a message, and at both ends of a file.
const MARK: &[u8] = b"\xff\xff\xff\xff";
const MAGIC: &[u8] = b"ARROW1";
/// Stands for the length of a buffer that is not packed after all.
const NOT_PACKED: i64 = -1;

/// Why a file is not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LengthsFault {
    Broken,
    /// A message unpacks to more than any table of an office.
    TooLarge,
}

/// Looks at the lengths of a file: whatever is decoded of it fits into memory.
///
/// # Errors
///
/// When a length leads out of the file, or is more than an office has.
pub(super) fn check_lengths(bytes: &[u8], form: Form) -> Result<(), LengthsFault> {
    let unpacked = match form {
        // Each page of Parquet says its length in four bytes.
        Form::Parquet => Some(0),
        Form::File => most_of_file(bytes),
        Form::Stream => most_of_stream(bytes),
    };
    match unpacked {
        None => Err(LengthsFault::Broken),
        Some(bytes) if bytes > MOST_BYTES => Err(LengthsFault::TooLarge),
        Some(_) => Ok(()),
    }
}

/// The most that a message of a file unpacks to, by the list of messages at its end.
fn most_of_file(bytes: &[u8]) -> Option<u64> {
    let (list, length) = bytes.strip_suffix(MAGIC)?.split_last_chunk::<4>()?;
    let length = usize::try_from(i32::from_le_bytes(*length)).ok()?;
    let list = list.get(list.len().checked_sub(length)?..)?;
    let footer = root_as_footer(list).ok()?;
    let blocks = footer.dictionaries().into_iter().chain(footer.recordBatches());
    blocks
        .flat_map(|blocks| blocks.iter())
        .try_fold(0, |most, block| Some(unpacked_of_block(bytes, block)?.max(most)))
}

fn unpacked_of_block(bytes: &[u8], block: &Block) -> Option<u64> {
    let begin = usize::try_from(block.offset()).ok()?;
    let head = usize::try_from(block.metaDataLength()).ok()?;
    let body = usize::try_from(block.bodyLength()).ok()?;
    let (head, body) =
        bytes.get(begin..)?.get(..head.checked_add(body)?)?.split_at_checked(head)?;
    let head = head.strip_prefix(MARK).unwrap_or(head).get(4..)?;
    unpacked(root_as_message(head).ok()?, body)
}

/// The most that a message of a stream unpacks to; each says where the next begins.
fn most_of_stream(bytes: &[u8]) -> Option<u64> {
    let (mut rest, mut most) = (bytes, 0);
    while !rest.is_empty() {
        let (length, behind) = rest.strip_prefix(MARK).unwrap_or(rest).split_first_chunk::<4>()?;
        let length = usize::try_from(i32::from_le_bytes(*length)).ok()?;
        if length == 0 {
            break;
        }
        let (head, behind) = behind.split_at_checked(length)?;
        let message = root_as_message(head).ok()?;
        let (body, behind) = behind.split_at_checked(message.bodyLength().try_into().ok()?)?;
        most = unpacked(message, body)?.max(most);
        rest = behind;
    }
    Some(most)
}

/// What the packed buffers of a message come to; nothing where one lies outside of it.
fn unpacked(message: Message, body: &[u8]) -> Option<u64> {
    let of_dictionary = || message.header_as_dictionary_batch()?.data();
    let Some(batch) = message.header_as_record_batch().or_else(of_dictionary) else {
        return Some(0);
    };
    if batch.compression().is_none() {
        return Some(0);
    }
    batch.buffers().iter().flat_map(|buffers| buffers.iter()).try_fold(0_u64, |all, buffer| {
        let begin = usize::try_from(buffer.offset()).ok()?;
        let packed = body.get(begin..)?.get(..usize::try_from(buffer.length()).ok()?)?;
        if packed.is_empty() {
            return Some(all);
        }
        match i64::from_le_bytes(*packed.first_chunk()?) {
            NOT_PACKED => Some(all),
            length => all.checked_add(length.try_into().ok()?),
        }
    })
}
