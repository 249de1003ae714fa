-- What a picture looks like in a few bytes: shown until its thumbnail is there, and compared with others.
-- `placeholder` is absent until somebody looked at the picture; `likeness` also where it says too little.
ALTER TABLE asset ADD COLUMN placeholder BLOB;
ALTER TABLE asset ADD COLUMN likeness INTEGER;

CREATE INDEX asset_unsketched ON asset (created_at DESC) WHERE placeholder IS NULL AND deleted_at IS NULL;
-- Holds all that comparing needs, so that no row is read for it.
CREATE INDEX asset_likeness ON asset (created_at, id, likeness)
    WHERE likeness IS NOT NULL AND deleted_at IS NULL;
